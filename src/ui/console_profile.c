/* SPDX-License-Identifier: MIT */
/* which profile the console acts on */
#include "ui/console.h"

#include <stdio.h>
#include <string.h>

#include "app/setup.h"
#include "base/text.h"
#include "ui/console_impl.h"

void
console_profile_changed(struct console *c)
{
	if (c->profile_id != c->session->profile.id) {
		c->profile_id = c->session->profile.id;
		console_drop_other_tabs(c);
		console_restart_follow(c);
	}
	console_broadcast(c, EVENT_PROFILE);
}

/* Its form is closed with the tab. */
static bool
will_empty_send(const struct console *c)
{
	bool open = false;

	for (size_t i = 0; i < c->tab_count; i++)
		open = open || (c->tabs[i] != c->current_tab &&
		                strcmp(c->tabs[i]->screen.class->name, "send") == 0);
	return open;
}

bool
console_act_on(struct console *c, const struct profile *p)
{
	struct fault f = { 0 };

	if (console_is_in_flight(c) || console_is_resending(c)) {
		console_say(c, ROLE_WAITING,
		            "a send waits for its answer: switch when it has come");
		return false;
	}
	if (console_keeps_pages(c, "save or leave it, then another profile can be acted on"))
		return false;
	if (session_switch(c->session, p->name, &f) != ST_OK) {
		console_say_fault(c, &f);
		return false;
	}
	bool emptied = c->profile_id != c->session->profile.id && will_empty_send(c);

	console_profile_changed(c);
	console_say(c, ROLE_INFO, "acting on profile %s (%s)%s", c->session->profile.name,
	            profile_environment_word(c->session->profile.environment),
	            emptied ? "; the Send form begins anew" : "");
	return true;
}

/* What is unsaved or under way stays as it is, and is asked about again in a minute. */
static bool
may_leave(struct console *c)
{
	char now[96 + PROFILE_NAME_BYTES];

	snprintf(now, sizeof(now), "save or leave it, as profile %s was removed elsewhere",
	         c->session->profile.name);
	if (console_keeps_pages(c, now))
		return false;
	if (!console_is_in_flight(c))
		return true;
	console_say(c, ROLE_WAITING,
	            "profile %s was removed elsewhere: a send waits for its answer",
	            c->session->profile.name);
	return false;
}

/* A question about the one that has gone must not be answered for another. */
static void
leave_removed(struct console *c)
{
	char removed[PROFILE_NAME_BYTES];
	struct profile in_use = { 0 };
	struct fault f = { 0 };

	text_copy(removed, sizeof(removed), c->session->profile.name);
	if (setup_in_use(c->session, &in_use, &f) != ST_OK ||
	    session_switch(c->session, in_use.name, &f) != ST_OK) {
		console_say_fault(c, &f);
		return;
	}
	c->prompt.open = false;
	console_forget_resend(c);
	console_leave_pages(c);
	console_profile_changed(c);
	console_say(c, ROLE_WAITING, "profile %s was removed elsewhere: acting on %s (%s)", removed,
	            in_use.name, profile_environment_word(in_use.environment));
}

bool
console_follow_profile(struct console *c)
{
	if (console_is_resending(c))
		return true;
	if (session_profile_is_gone(c->session)) {
		if (may_leave(c))
			leave_removed(c);
		return false;
	}
	if (!session_follow_profile(c->session))
		return true;
	console_profile_changed(c);
	console_restart_follow(c);
	console_say(c, ROLE_WAITING,
	            "profile %s was changed elsewhere: its settings were read anew",
	            c->session->profile.name);
	return true;
}
