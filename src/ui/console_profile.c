/* SPDX-License-Identifier: MIT */
/* which profile the console acts on */
#include "ui/console.h"

#include <string.h>

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

void
console_follow_profile(struct console *c)
{
	if (console_is_resending(c) || !session_follow_profile(c->session))
		return;
	console_profile_changed(c);
	console_restart_follow(c);
	console_say(c, ROLE_WAITING,
	            "profile %s was changed elsewhere: its settings were read anew",
	            c->session->profile.name);
}
