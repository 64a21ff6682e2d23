#include "base/altstack.h"

#include <stddef.h>
#include <sys/mman.h>

#define STACK_BYTES 65536 /* SIGSTKSZ is no constant any more, and this is above every one */

void altstack_init(struct altstack *stack)
{
	void *memory =
		mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	stack_t own = {.ss_sp = memory, .ss_size = STACK_BYTES};

	stack->memory = NULL;
	if (memory == MAP_FAILED)
		return;
	if (sigaltstack(&own, &stack->before) == 0)
		stack->memory = memory;
	else
		munmap(memory, STACK_BYTES);
}

void altstack_done(struct altstack *stack)
{
	if (!stack->memory)
		return;
	sigaltstack(&stack->before, NULL);
	munmap(stack->memory, STACK_BYTES);
	stack->memory = NULL;
}
