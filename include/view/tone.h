/* tone.h - what a text means to the eye; colours are given to it at the edge.
 *
 * Thread: any.
 */
#ifndef ORTOP_VIEW_TONE_H
#define ORTOP_VIEW_TONE_H

enum tone {
	TONE_PLAIN,
	TONE_STRONG, /* what the eye should find first */
	TONE_DIM,
	TONE_UP,
	TONE_DOWN,
	TONE_NEW,
	TONE_FREE,
	TONE_UNKNOWN, /* varies, unknown, not listed */
	TONE_WARN,    /* sample, stale, not the best figures */
	TONE_ERROR,   /* something failed */
	TONE_COUNT,
};

#endif
