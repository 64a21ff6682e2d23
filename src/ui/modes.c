#include "ui/modes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "ui/crash.h"

#define MODE_FRAMES  2026
#define FRAMES_ASK   "\033[?2026$p"
#define FRAME_BEGIN  "\033[?2026h"
#define FRAME_END    "\033[?2026l"
#define MOUSE_ON     "\033[?1000h\033[?1006h"
#define MOUSE_OFF    "\033[?1006l\033[?1000l"
#define TITLE_PUSH   "\033[22;2t"
#define TITLE_POP    "\033[23;2t"
#define TITLE_FORMAT "\033]2;%s\a"

static struct {
	bool can_ask, can_click, can_title; /* the terminal, and whether it is wanted */
	bool asked, frames;                 /* the question was sent; the answer was yes */
	bool mouse, pushed;                 /* what is to be given back */
	char title[MODES_TITLE_MAX], shown[MODES_TITLE_MAX];
} modes;

bool modes_write(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, length);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		}
	}
	return true;
}

static void send(const char *sequence)
{
	modes_write(sequence, strlen(sequence));
}

void modes_init(const struct modes_options *options, const struct kind *kind)
{
	memset(&modes, 0, sizeof(modes));
	if (options->bare)
		return;
	modes.can_ask = kind->xterm;
	modes.can_click = kind->xterm && options->mouse;
	modes.can_title = kind->titles;
}

void modes_title(const char *text)
{
	snprintf(modes.title, sizeof(modes.title), "%s", text);
}

/* A crash gives back what we have. */
static void tell_crash(void)
{
	char sequence[64];

	snprintf(sequence, sizeof(sequence), "%s%s%s", modes.frames ? FRAME_END : "",
		 modes.mouse ? MOUSE_OFF : "", modes.pushed ? TITLE_POP : "");
	crash_before(sequence);
}

static void take_title(void)
{
	char sequence[MODES_TITLE_MAX + sizeof(TITLE_PUSH TITLE_FORMAT)];

	if (strcmp(modes.title, modes.shown) == 0)
		return;
	snprintf(sequence, sizeof(sequence), "%s" TITLE_FORMAT, modes.pushed ? "" : TITLE_PUSH,
		 modes.title);
	if (!modes.pushed) {
		modes.pushed = true;
		tell_crash();
	}
	send(sequence);
	strcpy(modes.shown, modes.title);
}

bool modes_take(void)
{
	bool asks = modes.can_ask && !modes.asked;

	if (modes.can_title)
		take_title();
	if (modes.can_click && !modes.mouse) {
		modes.mouse = true;
		tell_crash();
		send(MOUSE_ON);
	}
	if (asks)
		send(FRAMES_ASK);
	modes.asked |= asks;
	return asks;
}

void modes_give_back(void)
{
	if (modes.mouse)
		send(MOUSE_OFF);
	if (modes.pushed)
		send(TITLE_POP);
	modes.mouse = modes.pushed = false;
	modes.shown[0] = '\0';
	tell_crash();
}

bool modes_has_mouse(void)
{
	return modes.can_click;
}

void modes_answer(const struct report *report)
{
	if (modes.asked && report->mode == MODE_FRAMES)
		modes.frames = report->value == 1 || report->value == 2;
	tell_crash();
}

void modes_begin_frame(void)
{
	if (modes.frames)
		send(FRAME_BEGIN);
}

void modes_end_frame(void)
{
	if (modes.frames)
		send(FRAME_END);
}
