/* hyperlink.h - does this terminal know hyperlinks (OSC 8)?
 *
 * There is nothing to ask it, so the environment decides, and in doubt it does not:
 *
 *	FORCE_HYPERLINK  0: no; anything else: yes
 *	tmux             from 3.4 on (TERM_PROGRAM, TERM_PROGRAM_VERSION), which passes links on
 *	                 where the terminal around it has them; what came before drops them
 *	screen, zellij   no, whatever terminal is around them; nor has TERM=dumb
 *	VTE_VERSION      from 5001 (0.50.1) on
 *	TERM_PROGRAM     iTerm.app from 3.1 on, WezTerm, ghostty, vscode from 1.72 on
 *	TERM             xterm-kitty, xterm-ghostty, wezterm, alacritty, foot, contour
 *	WT_SESSION       Windows Terminal
 *
 * Thread: main (it reads the environment).
 */
#ifndef ORTOP_HYPERLINK_H
#define ORTOP_HYPERLINK_H

#include <stdbool.h>

bool hyperlink_is_known(void);

#endif
