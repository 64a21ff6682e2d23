#include "support/httpd.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/calendar.h"

#define HEAD_MAX 16384

struct httpd {
	void (*handle)(const struct httpd_request *request, void *data);
	void *data;
	pthread_t thread;
	int listener, port;
	int stop[2]; /* a pipe: closing its write end stops the thread */
	atomic_int count;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Wait for input or the peer's end on fd; false when the server is stopped or the time is over. */
static bool wait_input(const struct httpd *server, int fd, int ms, bool *stopped)
{
	struct pollfd fds[2] = {{.fd = fd, .events = POLLIN},
				{.fd = server->stop[0], .events = POLLIN}};

	*stopped = false;
	if (poll(fds, 2, ms) <= 0)
		return false;
	*stopped = fds[1].revents != 0;
	return !*stopped;
}

static bool read_head(const struct httpd *server, int fd, char head[HEAD_MAX])
{
	size_t used = 0;
	bool stopped;

	while (used < HEAD_MAX - 1 && wait_input(server, fd, 10000, &stopped)) {
		ssize_t n = recv(fd, head + used, HEAD_MAX - 1 - used, 0);

		if (n <= 0)
			return false;
		used += (size_t)n;
		head[used] = '\0';
		if (strstr(head, "\r\n\r\n"))
			return true;
	}
	return false;
}

static void serve(struct httpd *server, int fd)
{
	char head[HEAD_MAX];
	char *target, *version, *lines;
	struct httpd_request request = {.method = head, .server = server, .fd = fd};

	if (!read_head(server, fd, head))
		return;
	target = strchr(head, ' ');
	version = target ? strchr(target + 1, ' ') : NULL;
	lines = strstr(head, "\r\n");
	if (!version || version > lines)
		return;
	*target = *version = '\0';
	request.target = target + 1;
	request.headers = lines + 2;
	atomic_fetch_add(&server->count, 1);
	server->handle(&request, server->data);
	shutdown(fd, SHUT_WR);
}

static void *run(void *data)
{
	struct httpd *server = data;
	bool stopped = false;

	while (!stopped) {
		int fd;

		if (!wait_input(server, server->listener, -1, &stopped))
			continue;
		fd = accept(server->listener, NULL, NULL);
		if (fd < 0)
			continue;
		serve(server, fd);
		close(fd);
	}
	return NULL;
}

struct httpd *httpd_start(void (*handle)(const struct httpd_request *request, void *data),
			  void *data)
{
	struct httpd *server = calloc(1, sizeof(*server));
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);

	if (!server)
		die("httpd");
	server->handle = handle;
	server->data = data;
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server->listener < 0 ||
	    bind(server->listener, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(server->listener, 16) ||
	    getsockname(server->listener, (struct sockaddr *)&address, &length) ||
	    pipe(server->stop))
		die("httpd");
	server->port = ntohs(address.sin_port);
	if (pthread_create(&server->thread, NULL, run, server))
		die("httpd");
	return server;
}

void httpd_stop(struct httpd *server)
{
	close(server->stop[1]);
	pthread_join(server->thread, NULL);
	close(server->stop[0]);
	close(server->listener);
	free(server);
}

int httpd_port(const struct httpd *server)
{
	return server->port;
}

int httpd_count(const struct httpd *server)
{
	return atomic_load(&server->count);
}

bool httpd_header(const struct httpd_request *request, const char *name, char *out, size_t size)
{
	size_t length = strlen(name);

	out[0] = '\0';
	for (const char *line = request->headers; *line && *line != '\r';) {
		const char *end = strstr(line, "\r\n");

		if (!strncasecmp(line, name, length) && line[length] == ':') {
			const char *value = line + length + 1;

			value += strspn(value, " \t");
			snprintf(out, size, "%.*s", (int)(end - value), value);
			return true;
		}
		line = end + 2;
	}
	return false;
}

/* What stands behind `name=` in the query, up to the next parameter, or NULL. */
static const char *find_parameter(const struct httpd_request *request, const char *name,
				  size_t *length)
{
	const char *at = strchr(request->target, '?');
	size_t before = strlen(name) + 1;

	while (at) {
		size_t end;

		at++;
		end = strcspn(at, "&");
		if (end >= before && !strncmp(at, name, before - 1) && at[before - 1] == '=') {
			*length = end - before;
			return at + before;
		}
		at = strchr(at, '&');
	}
	return NULL;
}

bool httpd_query(const struct httpd_request *request, const char *name, const char *value)
{
	size_t length;
	const char *given = find_parameter(request, name, &length);

	return given && length == strlen(value) && !strncmp(given, value, length);
}

bool httpd_query_date(const struct httpd_request *request, const char *name, int32_t *day)
{
	size_t length;
	const char *given = find_parameter(request, name, &length);
	char date[16];

	if (!given)
		return false;
	snprintf(date, sizeof(date), "%.*s", (int)length, given);
	return calendar_parse_date(date, day);
}

void httpd_send(const struct httpd_request *request, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = send(request->fd, at, length, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		at += n;
		length -= (size_t)n;
	}
}

void httpd_reply(const struct httpd_request *request, int status, const char *headers,
		 const void *body, size_t length)
{
	char head[4096];

	snprintf(head, sizeof(head),
		 "HTTP/1.1 %d Test\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n", status,
		 length, headers);
	httpd_send(request, head, strlen(head));
	httpd_send(request, body, length);
}

bool httpd_stall(const struct httpd_request *request, int ms)
{
	bool stopped;

	return wait_input(request->server, request->fd, ms, &stopped) || stopped;
}
