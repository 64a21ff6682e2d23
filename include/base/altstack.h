/* altstack.h - a stack for signal handlers that is not the thread's own: on one that overflowed no
 * handler could run.  Handlers want it by SA_ONSTACK.
 *
 * Ownership: in place; the memory lives until altstack_done.
 * Thread: each has one of its own; both calls are of the thread that it is for.
 */
#ifndef ORTOP_BASE_ALTSTACK_H
#define ORTOP_BASE_ALTSTACK_H

#include <signal.h>

struct altstack {
	void *memory;   /* NULL when there was none to be had */
	stack_t before; /* what the thread had until then */
};

void altstack_init(struct altstack *stack);
void altstack_done(struct altstack *stack);

#endif
