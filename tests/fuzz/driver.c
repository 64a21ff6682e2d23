/* The main of a fuzz target without libFuzzer: every file named, and every file of every folder
 * named, is one input.  A broken promise or a sanitizer's finding ends it before its last line. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/text.h"
#include "fuzz/check.h"

#define PATH_MAX_BYTES 4096

static size_t n_inputs;

static void run_file(const char *path)
{
	struct strbuf input;
	char piece[4096];
	size_t n;
	FILE *stream = fopen(path, "rb");
	uint8_t *exact;

	FUZZ_CHECK(stream);
	strbuf_init(&input, SIZE_MAX);
	while ((n = fread(piece, 1, sizeof(piece), stream)) > 0)
		strbuf_bytes(&input, piece, n);
	FUZZ_CHECK(!ferror(stream));
	fclose(stream);
	/* Without the terminator, so that ASan sees what reads beyond the end. */
	exact = malloc(input.length ? input.length : 1);
	FUZZ_CHECK(exact);
	memcpy(exact, input.data, input.length);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(exact, input.length);
	n_inputs++;
	free(exact);
	strbuf_done(&input);
}

static void run_path(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	struct strbuf file;

	if (!folder) {
		run_file(path);
		return;
	}
	strbuf_init(&file, PATH_MAX_BYTES);
	while ((entry = readdir(folder))) {
		if (*entry->d_name == '.')
			continue;
		strbuf_clear(&file);
		strbuf_printf(&file, "%s/%s", path, entry->d_name);
		run_file(file.data);
	}
	strbuf_done(&file);
	closedir(folder);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		run_path(argv[i]);
	printf("%zu inputs\n", n_inputs);
	printf("%d passed, %d failed\n", n_inputs > 0, n_inputs == 0);
	return n_inputs == 0;
}
