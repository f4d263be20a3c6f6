/* SPDX-License-Identifier: MIT */
/* what is set up and what is missing, each with what to do */
#include <stdio.h>
#include <string.h>

#include "app/templates.h"
#include "app/vaults.h"
#include "base/mem.h"
#include "domain/profile.h"
#include "ui/screens/home_impl.h"
#include "ui/screens/page_impl.h"
#include "ui/screens/show_impl.h"

#define MARK_COLS 5

static void
read_secrets(struct screen *s)
{
	struct home *h = s->state;
	struct secret_info *secrets = NULL;
	struct fault ignored = { 0 };
	size_t count = 0;

	h->has_key = false;
	h->key_refused = false;
	h->secrets_known = setup_list_secrets(s->session, &secrets, &count, &ignored) == ST_OK;
	for (size_t i = 0; h->secrets_known && i < count; i++) {
		if (strcmp(secrets[i].name, "API_KEY") != 0)
			continue;
		h->has_key = true;
		h->key_refused = secrets[i].refused_at_ms > 0;
		text_copy(h->fingerprint, sizeof(h->fingerprint), secrets[i].fingerprint);
	}
	mem_free(secrets);
}

static void
read_templates(struct screen *s)
{
	struct home *h = s->state;
	struct template_info *templates = NULL;
	struct fault ignored = { 0 };
	struct text names;

	text_init(&names, sizeof(h->templates) - 1);
	h->templates_known =
		templates_list(s->session, &templates, &h->template_count, &ignored) == ST_OK;
	if (!h->templates_known)
		h->template_count = 0;
	for (size_t i = 0; i < h->template_count; i++)
		text_append_format(&names, "%s%s", i > 0 ? ", " : "", templates[i].name);
	text_copy(h->templates, sizeof(h->templates), text_string(&names));
	text_finish(&names);
	mem_free(templates);
}

void
home_read_setup(struct screen *s)
{
	read_secrets(s);
	read_templates(s);
}

static void
put_good(struct page *p, const char *line)
{
	page_add_labelled(p, "[OK]", MARK_COLS, ROLE_PLAIN, line);
}

/* Missing, and not needed or not known. */
static void
put_open(struct page *p, const char *line)
{
	page_add_labelled(p, "[--]", MARK_COLS, ROLE_DIM, line);
}

/* Missing, and nothing can be sent without it. */
static void
put_missing(struct page *p, const char *line)
{
	page_add_labelled(p, "[!!]", MARK_COLS, ROLE_WAITING, line);
}

static void
add_address(struct page *p, const struct profile *profile)
{
	const char *url = profile_get(profile, PROFILE_BASE_URL);
	char line[PROFILE_VALUE_BYTES + 64];

	if (*url) {
		snprintf(line, sizeof(line), "address %s", url);
		put_good(p, line);
	} else if (profile->environment == PROFILE_SANDBOX) {
		put_good(p, "address: our simulator, started by a send");
	} else {
		put_missing(p, "base_url is missing: 6 opens Setup");
	}
}

static void
add_key(struct page *p, const struct home *h, const struct profile *profile)
{
	char line[SHOW_BYTES];

	if (!h->secrets_known) {
		put_open(p, "API_KEY: not known, the store did not answer in time");
	} else if (h->key_refused) {
		put_missing(p, "the provider refused API_KEY: 6 opens Setup");
	} else if (h->has_key) {
		snprintf(line, sizeof(line), "API_KEY is set, fingerprint %s", h->fingerprint);
		put_good(p, line);
	} else if (profile->environment == PROFILE_SANDBOX) {
		put_open(p, "API_KEY: none, the simulator takes any");
	} else {
		put_missing(p, "API_KEY is missing: 6 opens Setup");
	}
}

static void
add_templates(struct page *p, const struct home *h)
{
	char line[SHOW_BYTES];

	if (!h->templates_known) {
		put_open(p, "templates: not known, the store did not answer in time");
		return;
	}
	if (h->template_count == 0) {
		put_missing(p,
		            "no template: 4 opens Templates, or a message has a text of its own");
		return;
	}
	snprintf(line, sizeof(line), "%zu template%s: %.150s", h->template_count,
	         h->template_count == 1 ? "" : "s", h->templates);
	put_good(p, line);
}

static void
add_vault(struct page *p, const struct screen *s)
{
	bool has_passphrase = vaults_has_passphrase(s->session);

	if (session_is_unlocked(s->session))
		put_good(p, has_passphrase ? "vault unlocked; it has a passphrase"
		                           : "vault open by its key file");
	else if (has_passphrase)
		put_missing(p, "vault locked: F12 unlocks");
	else
		put_missing(p, "vault locked: its key file is missing, see otpdeck paths");
	if (s->session->read_only)
		put_missing(p, "the store is read-only: nothing can be sent");
}

void
home_draw_setup(const struct screen *s, struct canvas *c)
{
	const struct home *h = s->state;
	const struct profile *profile = &s->session->profile;
	struct canvas in = canvas_put_box(c, "Set up", false);
	struct page page;
	char line[PROFILE_VALUE_BYTES + 64];

	page_init(&page);
	page.fixed = true;
	snprintf(line, sizeof(line), "profile %s (%s): %s", profile->name,
	         profile_environment_word(profile->environment),
	         profile_is_billed(profile) ? "real, billed" : "reaches nobody");
	put_good(&page, line);
	add_address(&page, profile);
	add_key(&page, h, profile);
	snprintf(line, sizeof(line), "sender %s", profile_get(profile, PROFILE_SENDER));
	if (*profile_get(profile, PROFILE_SENDER))
		put_good(&page, line);
	else
		put_missing(&page, "no sender: 6 opens Setup");
	add_templates(&page, h);
	add_vault(&page, s);
	page_draw(&page, &in);
	page_finish(&page);
}
