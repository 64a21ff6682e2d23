#include "ui/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#include "ui/signals.h"

static int own = -1;

static int descriptor(void)
{
	return own >= 0 ? own : STDOUT_FILENO;
}

void wire_open(void)
{
	own = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void wire_close(void)
{
	if (own >= 0)
		close(own);
	own = -1;
}

/* Until there is room again. */
static bool wait_for_room(void)
{
	struct pollfd output = {.fd = descriptor(), .events = POLLOUT};

	while (!signals_ending())
		if (ppoll(&output, 1, NULL, signals_mask()) >= 0)
			return true;
	tcflush(descriptor(), TCOFLUSH);
	return false;
}

/* What was sent is no longer there to be sent. */
static void advance(struct iovec **parts, int *n, size_t sent)
{
	while (*n > 0 && sent >= (*parts)->iov_len) {
		sent -= (*parts)->iov_len;
		++*parts;
		--*n;
	}
	if (*n > 0) {
		(*parts)->iov_base = (char *)(*parts)->iov_base + sent;
		(*parts)->iov_len -= sent;
	}
}

bool wire_send(struct iovec *parts, int n)
{
	while (n > 0) {
		ssize_t sent = writev(descriptor(), parts, n);

		if (sent >= 0)
			advance(&parts, &n, (size_t)sent);
		else if (errno == EAGAIN && !wait_for_room())
			return false;
		else if (errno != EAGAIN && errno != EINTR)
			return false;
	}
	return true;
}
