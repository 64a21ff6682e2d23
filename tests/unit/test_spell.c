#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/spell.h"

static const char *const words[] = {"week",     "unit",     "theme",         "ascii",
				    "offline",  "paid",     "top",           "api-url",
				    "key-file", "share-of", "vendors",       "providers",
				    NULL,       "regions",  "region-history"};

static const char *nearest(const char *word)
{
	return spell_nearest(word, words, sizeof(words) / sizeof(words[0]), sizeof(words[0]));
}

/* Each kind of slip, once. */
static void test_one_slip(void **state)
{
	(void)state;
	assert_string_equal(nearest("wek"), "week");
	assert_string_equal(nearest("weeek"), "week");
	assert_string_equal(nearest("weak"), "week");
	assert_string_equal(nearest("wekk"), "week");
	assert_string_equal(nearest("ewek"), "week");
	assert_string_equal(nearest("tpo"), "top");
}

static void test_two_slips(void **state)
{
	(void)state;
	assert_string_equal(nearest("vednros"), "vendors");
	assert_string_equal(nearest("ofline"), "offline");
	assert_string_equal(nearest("thmee"), "theme");
	assert_string_equal(nearest("providrs"), "providers");
}

static void test_case_and_dashes_do_not_count(void **state)
{
	(void)state;
	assert_string_equal(nearest("Key_File"), "key-file");
	assert_string_equal(nearest("WEEK"), "week");
	assert_string_equal(nearest("SHARE_OFF"), "share-of");
}

static void test_nothing_near(void **state)
{
	(void)state;
	assert_null(nearest("zebra"));
	assert_null(nearest("xyz"));
	assert_null(nearest("k"));
	assert_null(nearest(""));
	/* Two of three letters are other ones. */
	assert_null(nearest("tux"));
	assert_null(nearest("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwweek"));
	assert_null(spell_nearest("week", NULL, 0, sizeof(words[0])));
}

/* A beginning is as good as a word, but a word that is near is better. */
static void test_beginnings(void **state)
{
	(void)state;
	assert_string_equal(nearest("prov"), "providers");
	assert_string_equal(nearest("region-h"), "region-history");
	assert_string_equal(nearest("off"), "offline");
	assert_null(nearest("pr"));
	assert_string_equal(nearest("region"), "regions");
}

/* Of two as near, the first. */
static void test_first_of_equals(void **state)
{
	static const char *const pair[] = {"cat", "bat", "car"};

	(void)state;
	assert_string_equal(spell_nearest("rat", pair, 3, sizeof(pair[0])), "cat");
	assert_string_equal(spell_nearest("bar", pair, 3, sizeof(pair[0])), "bat");
	assert_string_equal(spell_nearest("car", pair, 3, sizeof(pair[0])), "car");
}

static void test_table_with_names_first(void **state)
{
	static const struct {
		const char *name;
		int64_t number;
		char rest[9];
	} table[] = {{"tokens", 1, "a"}, {"usd", 2, "b"}, {"shares", 3, "c"}};

	(void)state;
	assert_string_equal(spell_nearest("share", table, 3, sizeof(table[0])), "shares");
	assert_string_equal(spell_nearest("token", table, 3, sizeof(table[0])), "tokens");
}

static void test_one_wording(void **state)
{
	static const char *const list[] = {"alpha", "beta", NULL};
	char ask[SPELL_ASK_SIZE];

	(void)state;
	assert_string_equal(spell_ask(ask, "week"), "; did you mean week?");
	assert_string_equal(spell_ask(ask, NULL), "");
	assert_string_equal(spell_ask_nearest(ask, "wek", words, sizeof(words) / sizeof(words[0]),
					      sizeof(words[0])),
			    "; did you mean week?");
	assert_string_equal(spell_ask_word(ask, "betta", list), "; did you mean beta?");
	assert_string_equal(spell_ask_word(ask, "gamma", list), "");
	assert_string_equal(spell_ask_word(ask, "beta", NULL), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_slip),
		cmocka_unit_test(test_two_slips),
		cmocka_unit_test(test_case_and_dashes_do_not_count),
		cmocka_unit_test(test_nothing_near),
		cmocka_unit_test(test_beginnings),
		cmocka_unit_test(test_first_of_equals),
		cmocka_unit_test(test_table_with_names_first),
		cmocka_unit_test(test_one_wording),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
