/* keys.h - what a user types who presses anything but quit.
 *
 * Thread: any.
 */
#ifndef ORTOP_TESTS_SIMULATION_KEYS_H
#define ORTOP_TESTS_SIMULATION_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include "ui/keymap.h"

#define KEYS_BYTES 8 /* of one key, at the most */

/* A number below n, from a state that any number begins. */
uint32_t keys_dice(uint64_t *state, uint32_t n);

/* The bytes of the next key, as a terminal of tmux sends them; its command in *command,
 * COMMAND_NONE for a letter as for a prompt.  Returns how many. */
size_t keys_next(uint64_t *state, char out[KEYS_BYTES], enum command *command);

#endif
