#include "model/status.h"

const char *trouble_words(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_NONE:
		break;
	case TROUBLE_NO_KEY:
		return "no key";
	case TROUBLE_KEY_REFUSED:
		return "key refused";
	case TROUBLE_RATE_LIMITED:
		return "rate limited";
	case TROUBLE_BUDGET:
		return "day's requests used up";
	case TROUBLE_OFFLINE:
		return "offline";
	case TROUBLE_TIMEOUT:
		return "timed out";
	case TROUBLE_CUT:
		return "answer cut off";
	case TROUBLE_TLS:
		return "TLS problem";
	case TROUBLE_PROXY:
		return "proxy problem";
	case TROUBLE_SERVER:
		return "server error";
	case TROUBLE_REQUEST:
		return "request refused";
	case TROUBLE_PAYLOAD:
		return "bad payload";
	case TROUBLE_HELD:
		return "held";
	case TROUBLE_STORE:
		return "store not written";
	case TROUBLE_ABORTED:
		return "aborted";
	}
	return "";
}

const char *trouble_remedy(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_NONE:
	case TROUBLE_ABORTED:
		break;
	case TROUBLE_NO_KEY:
		return "set OPENROUTER_API_KEY (openrouter.ai/keys) or --key-file";
	case TROUBLE_KEY_REFUSED:
		return "check the key in OPENROUTER_API_KEY or --key-file";
	case TROUBLE_RATE_LIMITED:
		return "tried again when the server allows";
	case TROUBLE_BUDGET:
		return "wait: it is tried again after midnight UTC";
	case TROUBLE_OFFLINE:
		return "check the network connection";
	case TROUBLE_TLS:
		return "check the system's clock and CA certificates";
	case TROUBLE_PROXY:
		return "check HTTPS_PROXY, ALL_PROXY and NO_PROXY";
	case TROUBLE_TIMEOUT:
	case TROUBLE_CUT:
	case TROUBLE_SERVER:
		return "wait: it is tried again by itself";
	case TROUBLE_REQUEST:
		return "check --api-url, or look for a newer ortop";
	case TROUBLE_PAYLOAD:
		return "check --api-url, or look for a newer ortop";
	case TROUBLE_HELD:
		return "ortop fetch --accept takes it";
	case TROUBLE_STORE:
		return "check the disk's space and the store's permissions";
	}
	return "";
}

const char *trouble_remedy_once(enum trouble trouble)
{
	switch (trouble) {
	case TROUBLE_RATE_LIMITED:
		return "try again when the server allows";
	case TROUBLE_BUDGET:
		return "try again after midnight UTC";
	case TROUBLE_TIMEOUT:
	case TROUBLE_CUT:
	case TROUBLE_SERVER:
		return "try again later";
	default:
		return trouble_remedy(trouble);
	}
}

int64_t status_next_try(const struct status *status)
{
	return status->retry_at > status->next_try ? status->retry_at : status->next_try;
}
