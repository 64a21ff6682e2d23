#include "refresh/worker_internal.h"

#include "source/key_command.h"

bool worker_has_key(const struct worker *worker)
{
	return worker->options.credentials && worker->options.credentials->key[0];
}

bool worker_expects_key(const struct worker *worker)
{
	return worker_has_key(worker) || (worker->key_command && !*worker->key_error.text);
}

void worker_need_key(struct worker *worker, bool forced)
{
	bool ours = worker->options.credentials == &worker->key;
	bool refused = ours && worker->status.rankings.trouble == TROUBLE_KEY_REFUSED;
	struct credentials key = {""};

	if (!worker->key_command || (worker_has_key(worker) && !(refused && forced)))
		return;
	if (*worker->key_error.text && !forced)
		return;
	worker->key_error.text[0] = '\0';
	if (key_command_run(worker->key_command, &worker->stop, &key, &worker->key_error)) {
		credentials_take(&worker->key, &key);
		worker->options.credentials = &worker->key;
	} else {
		log_line(worker->options.log, "%s", worker->key_error.text);
	}
}
