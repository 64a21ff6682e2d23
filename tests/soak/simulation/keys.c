#include "simulation/keys.h"

#include <stdbool.h>
#include <stdio.h>

uint32_t keys_dice(uint64_t *state, uint32_t n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % n;
}

static size_t encode(uint32_t key, char out[KEYS_BYTES])
{
	static const struct {
		enum ui_key key;
		const char *bytes;
	} special[] = {
		{UI_KEY_UP, "\033OA"},       {UI_KEY_DOWN, "\033OB"},
		{UI_KEY_RIGHT, "\033OC"},    {UI_KEY_LEFT, "\033OD"},
		{UI_KEY_HOME, "\033[1~"},    {UI_KEY_END, "\033[4~"},
		{UI_KEY_PAGE_UP, "\033[5~"}, {UI_KEY_PAGE_DOWN, "\033[6~"},
		{UI_KEY_BACK_TAB, "\033[Z"}, {UI_KEY_BACKSPACE, "\177"},
		{UI_KEY_ENTER, "\r"},        {UI_KEY_ESCAPE, "\033"},
		{UI_KEY_F1, "\033OP"},       {UI_KEY_F5, "\033[15~"},
	};

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (special[i].key == key)
			return (size_t)snprintf(out, KEYS_BYTES, "%s", special[i].bytes);
	out[0] = (char)key;
	return 1;
}

static bool is_rare(enum command command)
{
	return command == COMMAND_REFRESH || command == COMMAND_SUSPEND ||
	       command == COMMAND_EXPORT || command == COMMAND_REDRAW || command == COMMAND_HELP;
}

/* Any key of any command but quit, or a letter for a prompt. */
static uint32_t any_key(uint64_t *state, enum command *command)
{
	for (;;) {
		const struct command_info *info = &commands[keys_dice(state, COMMAND_COUNT - 1)];
		uint32_t key = info->keys[keys_dice(state, KEYMAP_KEYS_MAX)];

		if (keys_dice(state, 30) == 0) {
			*command = COMMAND_NONE;
			return keys_dice(state, 3) == 0 ? (uint32_t)UI_KEY_BACKSPACE
							: 'a' + keys_dice(state, 5);
		}
		*command = info->command;
		if (key && *command != COMMAND_QUIT &&
		    (!is_rare(*command) || keys_dice(state, 8) == 0))
			return key;
	}
}

size_t keys_next(uint64_t *state, char out[KEYS_BYTES], enum command *command)
{
	return encode(any_key(state, command), out);
}
