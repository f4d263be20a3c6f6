/* SPDX-License-Identifier: MIT */
#ifndef APP_TEMPLATE_LENS_IMPL_H
#define APP_TEMPLATE_LENS_IMPL_H
/* What the parts of template_lens share. */
#include "app/template_lens.h"

#define LENS_LOCALES_MAX 16

struct lens_asking;

struct template_lens {
	struct template_name name;
	char tenant_name[PROFILE_VALUE_BYTES];
	char locale_default[TEMPLATE_LOCALE_BYTES];
	bool is_kept;
	struct template_partials *partials; /* NULL without a store */
	struct zone_book *zones;
	struct template_context *contexts;
	struct template_sample *samples;
	size_t count;
	/* The locales that made contexts are of, as they stood in the draft. */
	char locales[LENS_LOCALES_MAX][TEMPLATE_LOCALE_BYTES];
	size_t locale_count;
	bool asks_type; /* calls among them */
	bool has_look;
	struct template_look look;
	struct lens_asking *asking; /* NULL: nothing is asked for */
};

/* What is wrong, by a measure that is done. */
void lens_lint(const struct template_lens *l, const char *source, size_t size_bytes,
               struct template_look *look);
void lens_drop_look(struct template_lens *l);
/* Contexts, samples and zones, of a copy too. */
void lens_free_contexts(struct template_lens *l);
/* template_lens_ask.c: ends what was asked for. */
void lens_stop_asking(struct template_lens *l);
#endif
