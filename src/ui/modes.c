#include "ui/modes.h"

#include <stdio.h>
#include <string.h>
#include "base/clock.h"
#include "ui/crash.h"
#include "ui/wire.h"

#define MODE_FRAMES  2026
#define FRAMES_ASK   "\033[?2026$p"
#define FRAME_BEGIN  "\033[?2026h"
#define FRAME_END    "\033[?2026l"
#define MOUSE_ON     "\033[?1000h\033[?1006h"
#define MOUSE_OFF    "\033[?1006l\033[?1000l"
#define TITLE_PUSH   "\033[22;2t"
#define TITLE_POP    "\033]2;\a\033[23;2t" /* one without a stack is left with its own, not ours */
#define TITLE_FORMAT "\033]2;%s\a"
#define ANSWER_MS    300
#define AFTER_MAX    160 /* a title and all the others */

static struct {
	struct kind kind;
	bool can_ask, can_click, can_title; /* the terminal, and whether it is wanted */
	bool asked, frames;                 /* the question was sent; the answer was yes */
	int64_t awaited;                    /* see modes_awaited() */
	bool mouse, pushed;                 /* what is to be given back */
	char title[MODES_TITLE_MAX], shown[MODES_TITLE_MAX];
} modes;

static struct iovec part(const char *bytes, size_t length)
{
	struct iovec made = {.iov_len = length};

	memcpy(&made.iov_base, &bytes, sizeof(bytes)); /* writev() does not write to it */
	return made;
}

bool modes_write(const char *bytes, size_t length)
{
	struct iovec whole = part(bytes, length);

	return wire_send(&whole, 1);
}

static void want(const struct modes_options *options)
{
	modes.can_ask = !options->bare && modes.kind.xterm;
	modes.can_click = modes.can_ask && options->mouse;
	modes.can_title = !options->bare && modes.kind.titles && options->title;
}

void modes_init(const struct modes_options *options, const struct kind *kind)
{
	memset(&modes, 0, sizeof(modes));
	modes.kind = *kind;
	want(options);
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

/* The title's sequence where it is to be sent, else "". */
static const char *take_title(void)
{
	static char sequence[MODES_TITLE_MAX + sizeof(TITLE_PUSH TITLE_FORMAT)];

	if (!modes.can_title || strcmp(modes.title, modes.shown) == 0)
		return "";
	snprintf(sequence, sizeof(sequence), "%s" TITLE_FORMAT, modes.pushed ? "" : TITLE_PUSH,
		 modes.title);
	memcpy(modes.shown, modes.title, sizeof(modes.shown));
	modes.pushed = true;
	return sequence;
}

static const char *take_mouse(void)
{
	if (!modes.can_click || modes.mouse)
		return "";
	modes.mouse = true;
	return MOUSE_ON;
}

bool modes_frame(const char *bytes, size_t length)
{
	bool whole = modes.can_ask && modes.frames && length > 0, had_title = modes.pushed,
	     had_mouse = modes.mouse;
	const char *before = modes.can_ask && !modes.asked ? FRAMES_ASK : whole ? FRAME_BEGIN : "";
	char after[AFTER_MAX];
	struct iovec parts[3];

	snprintf(after, sizeof(after), "%s%s%s", whole ? FRAME_END : "", take_title(),
		 take_mouse());
	if (had_title != modes.pushed || had_mouse != modes.mouse)
		tell_crash();
	if (length == 0 && !*before && !*after)
		return true;
	if (modes.can_ask && !modes.asked)
		modes.awaited = clock_boot_ms(&clock_real) + ANSWER_MS;
	modes.asked |= modes.can_ask;
	parts[0] = part(before, strlen(before));
	parts[1] = part(bytes, length);
	parts[2] = part(after, strlen(after));
	return wire_send(parts, 3);
}

static void give_back(bool mouse, bool title)
{
	if (mouse && modes.mouse) {
		modes_write(MOUSE_OFF, strlen(MOUSE_OFF));
		modes.mouse = false;
	}
	if (title && modes.pushed) {
		modes_write(TITLE_POP, strlen(TITLE_POP));
		modes.pushed = false;
		modes.shown[0] = '\0';
	}
	tell_crash();
}

void modes_give_back(void)
{
	give_back(true, true);
}

void modes_change(const struct modes_options *options)
{
	want(options);
	give_back(!modes.can_click, !modes.can_title);
}

bool modes_has_mouse(void)
{
	return modes.can_click;
}

int64_t modes_awaited(void)
{
	return modes.awaited;
}

void modes_answer(const struct report *report)
{
	if (!modes.asked || report->mode != MODE_FRAMES)
		return;
	modes.frames = report->value == 1 || report->value == 2;
	modes.awaited = 0;
	tell_crash();
}
