#include "printing.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(int reason)
{
	fprintf(stderr, "ortop: cannot write to standard output: %s\n", strerror(reason));
	return false;
}

bool print_bytes(const char *bytes, size_t length, int *signal_number)
{
	errno = 0;
	if (fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0)
		return true;
	if (errno != EPIPE)
		return complain(errno);
	*signal_number = SIGPIPE;
	return false;
}

bool print_content(const struct file_content *content, int *signal_number)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&bytes, &length);
	bool good;

	if (!memory)
		return complain(errno);
	content->write(content->data, memory);
	if (fclose(memory) == 0)
		good = print_bytes(bytes, length, signal_number);
	else
		good = complain(errno);
	free(bytes);
	return good;
}
