/* peak - what a program takes of memory at the most.
 *
 *	peak PROGRAM [ARGUMENT...]
 *
 * Runs it, prints its peak resident set in bytes as the last line of standard error, and ends with
 *its status.  From a small program's child the kernel's figure is the program's own; a large one
 *that starts another hands its own size on. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t child = argc > 1 ? fork() : -1;

	if (child == 0) {
		execv(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return 126;
	fprintf(stderr, "%ld\n", usage.ru_maxrss * 1024);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
