/* A text as JSON: where jsoncut takes it as whole, its counts of values and members are the sums of
 * those of the parts, and the text without its last bracket is not whole. */

#include "fuzz/check.h"
#include "source/jsoncut.h"

struct counts {
	size_t values, members;
};

static bool is_compound(const char *text, size_t length)
{
	return length > 0 && (*text == '{' || *text == '[');
}

static enum jsoncut_step take(struct jsoncut *cut, struct jsoncut_slice *value, struct error *error)
{
	struct jsoncut_slice name;
	enum jsoncut_step step;

	if (cut->closing == ']')
		return jsoncut_item(cut, value, error);
	step = jsoncut_member(cut, &name, value, error);
	if (step == JSONCUT_TAKEN) {
		FUZZ_CHECK(name.length >= 2 && *name.text == '"');
		FUZZ_CHECK(name.text[name.length - 1] == '"');
		FUZZ_CHECK(name.text + name.length < value->text);
	}
	return step;
}

/* All parts of a text, and theirs; false with the reason when it is not whole. */
static bool count(const char *text, size_t length, struct counts *counts, int depth,
		  struct error *error)
{
	struct jsoncut_slice value;
	const char *before = text;
	enum jsoncut_step step;
	struct jsoncut cut;

	FUZZ_CHECK(depth <= JSONCUT_DEPTH_MAX);
	if (!jsoncut_open(&cut, text, length, *text == '{' ? '{' : '[', error))
		return false;
	counts->values++;
	while ((step = take(&cut, &value, error)) == JSONCUT_TAKEN) {
		struct counts inside = {0, 0};

		FUZZ_CHECK(value.length > 0 && value.text > before);
		FUZZ_CHECK(value.text + value.length <= text + length);
		before = value.text + value.length - 1;
		if (is_compound(value.text, value.length))
			FUZZ_CHECK(count(value.text, value.length, &inside, depth + 1, error));
		else
			inside.values = 1;
		FUZZ_CHECK(inside.values == value.values && inside.members == value.members);
		counts->values += inside.values;
		counts->members += inside.members + (cut.closing == '}');
	}
	return step == JSONCUT_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct counts counts = {0, 0}, less = {0, 0};
	struct error error = {""};
	size_t end = size;

	if (!is_compound(text, size))
		return 0;
	if (!count(text, size, &counts, 1, &error)) {
		check_reason(&error);
		return 0;
	}
	FUZZ_CHECK(*error.text == '\0');
	while (text[end - 1] != ']' && text[end - 1] != '}')
		end--;
	FUZZ_CHECK(!count(text, end - 1, &less, 1, &error));
	return 0;
}
