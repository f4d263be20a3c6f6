/* SPDX-License-Identifier: MIT */
/* a secret that was typed or pasted: cleaned, told, and compared with those of other profiles */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ui/screens/setup_impl.h"

void
setup_clean_field(struct screen *s, struct form_field *field)
{
	struct secret *cleaned = NULL;
	struct fault f = { 0 };
	unsigned removed = 0;

	if (!secret_is_set(field->secret))
		return;
	if (secret_create_cleaned(field->secret, &cleaned, &removed, &f) != ST_OK) {
		form_note(field, ROLE_FAILURE, f.cause);
		return;
	}
	form_set_secret(field, cleaned);
	setup_say_removed(s, removed, ". Nothing is saved until F2.");
}

/* The profile, other than `p`, that has a secret of this fingerprint. */
static bool
find_owner(struct screen *s, const char *fingerprint, const struct profile *p, struct profile *out)
{
	struct profile *profiles = NULL;
	struct fault ignored = { 0 };
	size_t count = 0;
	bool found = false;

	if (setup_list_profiles(s->session, &profiles, &count, &ignored) != ST_OK)
		return false;
	for (size_t i = 0; i < count && !found; i++) {
		struct setup_secrets secrets = { 0 };

		if (profiles[i].id == p->id)
			continue;
		setup_read_secrets(s, &profiles[i], &secrets);
		for (size_t k = 0; k < secrets.count; k++)
			found = found || strcmp(secrets.items[k].fingerprint, fingerprint) == 0;
		setup_finish_secrets(&secrets);
		*out = profiles[i];
	}
	mem_free(profiles);
	return found;
}

void
setup_note_typed(struct screen *s, struct form_field *field, const struct profile *p)
{
	char fingerprint[10];
	char note[FORM_NOTE_BYTES];
	struct profile owner;

	secret_fingerprint(field->secret, fingerprint);
	if (find_owner(s, fingerprint, p, &owner)) {
		snprintf(note, sizeof(note), "[!!] the same as in profile %s (%s)", owner.name,
		         profile_environment_word(owner.environment));
		form_note(field, ROLE_WAITING, note);
		return;
	}
	snprintf(note, sizeof(note), "new, fingerprint %s, in no other profile", fingerprint);
	form_note(field, ROLE_INFO, note);
}
