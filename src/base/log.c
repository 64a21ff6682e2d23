#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/calendar.h"
#include "base/mem.h"
#include "base/text.h"

#define LINE_MAX_BYTES 2048
#define ESCAPE_MAX     8 /* bytes that one byte may become */

struct log {
	int fd;
	const struct clock *clock;
};

struct log *log_open(const char *path, const struct clock *clock, struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	struct log *log;

	if (fd < 0) {
		error_set(error, "cannot open log %s: %s", path, strerror(errno));
		return NULL;
	}
	log = mem_alloc(1, sizeof(*log));
	log->fd = fd;
	log->clock = clock;
	return log;
}

void log_close(struct log *log)
{
	if (!log)
		return;
	close(log->fd);
	free(log);
}

void log_line(struct log *log, const char *format, ...)
{
	char text[LINE_MAX_BYTES], time[CALENDAR_SIZE];
	struct strbuf line;
	va_list args;

	if (!log)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	strbuf_init(&line, CALENDAR_SIZE + ESCAPE_MAX * LINE_MAX_BYTES);
	strbuf_printf(&line, "%s ", calendar_format_time(time, clock_now(log->clock)));
	text_escape(&line, text, strlen(text));
	strbuf_text(&line, "\n");
	/* A log that cannot be written must not stop the program that it describes. */
	if (write(log->fd, line.data, line.length) < 0)
		errno = 0;
	strbuf_done(&line);
}
