/* SPDX-License-Identifier: MIT */
/* template: pack, unpack */
#include "domain/template_pack.h"

#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/tty.h"
#include "cli/commands/template_impl.h"
#include "cli/envelope.h"
#include "domain/liquid.h"

/* Every kind packed, with both fields of the unified ones, stays below. */
#define PACKED_MAX ((size_t)1024 * 1024)

/* --- pack ----------------------------------------------------------------------------------- */

/* Which kinds and fields of them are packed, of the texts that there are. */
struct choice {
	struct template_name *have;
	size_t have_count;
	bool kinds[TEMPLATE_KIND_COUNT];
	bool fields[TEMPLATE_VOICE + 1];
};

static enum status
choose_named(const struct cli *c, struct choice *out, struct fault *f)
{
	struct template_name name;
	enum status st = cli_template_name(c, 0, &name, f);

	if (st != ST_OK)
		return st;
	if (name.locale[0] || name.client_id[0] ||
	    (name.channel != TEMPLATE_BOTH && !template_pack_has_field(name.kind, name.channel))) {
		fault_set(f, WORD_USAGE, "all texts of a kind are packed into one");
		return fault_hint(f, "otpdeck template pack %s", template_kind_name(name.kind));
	}
	out->kinds[name.kind] = true;
	for (int i = TEMPLATE_BOTH; i <= TEMPLATE_VOICE; i++)
		out->fields[i] = name.channel == TEMPLATE_BOTH || (int)name.channel == i;
	return ST_OK;
}

/* Without a name every field that has a text is packed. */
static void
choose_all(struct choice *out)
{
	for (size_t i = 0; i < out->have_count; i++)
		out->kinds[out->have[i].kind] = true;
	for (int i = TEMPLATE_BOTH; i <= TEMPLATE_VOICE; i++)
		out->fields[i] = true;
}

static enum status
choose(const struct cli *c, struct choice *out, struct fault *f)
{
	bool named = c->args.operand_count > 0;
	enum status st = named ? choose_named(c, out, f) : ST_OK;

	if (st == ST_OK)
		st = templates_names(c->session, &out->have, &out->have_count, f);
	if (st == ST_OK && !named)
		choose_all(out);
	return st;
}

static bool
has_text(const struct choice *choice, enum template_kind kind, enum template_channel field)
{
	bool found = false;

	for (size_t i = 0; i < choice->have_count && !found; i++) {
		const struct template_name *name = &choice->have[i];

		found = name->kind == kind &&
		        (field == TEMPLATE_BOTH || name->channel == TEMPLATE_BOTH ||
		         name->channel == field);
	}
	return found;
}

static void
write_packed(struct cli *c, enum template_kind kind, enum template_channel field,
             const char *packed, bool tests_client)
{
	const char *word = template_pack_field_word(field);

	json_write_object(&c->writer, NULL);
	json_write_string(&c->writer, "kind", template_kind_name(kind));
	json_write_string(&c->writer, "field", word[0] ? word : NULL);
	json_write_bool(&c->writer, "tests_client", tests_client);
	json_write_string(&c->writer, "source", packed);
	json_write_object_end(&c->writer);
}

static void
tell_client(enum template_kind kind)
{
	if (template_kind_generation(kind) == TEMPLATE_OLDER)
		output_words("Auth0 documents no client for %s: try whether its texts see "
		             "client.client_id before you rely on it",
		             template_kind_name(kind));
}

static void
note_partial(void *context, const struct liquid_use *use)
{
	char(*first)[TEMPLATE_NAME_BYTES] = context;

	if (use->kind == LIQUID_USE_PARTIAL && (*first)[0] == '\0')
		(void)text_copy(*first, sizeof(*first), use->name);
}

/* What is included stays here when the packed text goes to Auth0. */
static void
tell_partial(const struct text *packed)
{
	char first[TEMPLATE_NAME_BYTES] = "";
	struct liquid *parsed = NULL;
	struct fault ignored = { 0 };

	if (liquid_create(text_string(packed), packed->size_bytes, &parsed, &ignored) != ST_OK)
		return;
	liquid_visit(parsed, note_partial, &first);
	liquid_destroy(parsed);
	if (first[0])
		output_words("it includes \"%s\", which is no part of it: Auth0 documents no texts "
		             "to include, so write it out before you rely on it",
		             first);
}

static enum status
pack_one(struct cli *c, enum template_kind kind, enum template_channel field, struct text *all,
         struct fault *f)
{
	struct text packed;
	bool tests_client = false;
	enum status st;

	text_init(&packed, TEMPLATE_SOURCE_MAX);
	st = templates_pack(c->session, kind, field, &packed, &tests_client, f);
	if (st == ST_OK && c->json) {
		write_packed(c, kind, field, text_string(&packed), tests_client);
	} else if (st == ST_OK) {
		if (tests_client)
			tell_client(kind);
		tell_partial(&packed);
		if (all->size_bytes > 0)
			text_append(all, "\n");
		text_append_bytes(all, packed.bytes, packed.size_bytes);
	}
	text_finish(&packed);
	return st;
}

static enum status
pack_kind(struct cli *c, enum template_kind kind, const struct choice *choice, struct text *all,
          struct fault *f)
{
	bool any = false;
	enum status st = ST_OK;

	for (int i = TEMPLATE_BOTH; st == ST_OK && i <= TEMPLATE_VOICE; i++) {
		enum template_channel field = (enum template_channel)i;

		if (!choice->fields[i] || !template_pack_has_field(kind, field) ||
		    !has_text(choice, kind, field))
			continue;
		st = pack_one(c, kind, field, all, f);
		any = true;
	}
	if (st == ST_OK && !any)
		st = fault_set(f, WORD_NOT_FOUND, "there is no text of %s to pack",
		               template_kind_name(kind));
	return st;
}

enum status
cli_template_pack(struct cli *c, struct fault *f)
{
	struct choice choice = { 0 };
	struct text all;
	enum status st = choose(c, &choice, f);

	text_init(&all, PACKED_MAX);
	envelope_begin_items(c);
	for (int i = 0; st == ST_OK && i < TEMPLATE_KIND_COUNT; i++)
		if (choice.kinds[i])
			st = pack_kind(c, (enum template_kind)i, &choice, &all, f);
	envelope_end_items(c, NULL);
	/* Nothing is added, so that it can be stored as it comes. */
	if (st == ST_OK && !c->json)
		output_raw(text_string(&all), all.size_bytes);
	mem_free(choice.have);
	text_finish(&all);
	return st;
}

/* --- unpack --------------------------------------------------------------------------------- */

static enum status
tell_part(struct cli *c, const struct template_part *part, bool saved, struct fault *f)
{
	char name[TEMPLATE_NAME_BYTES];
	struct template_text now;
	enum status st = ST_OK;

	template_text_init(&now);
	template_name_write(&part->name, name, sizeof(name));
	if (saved)
		st = templates_load(c->session, &part->name, 0, &now, f);
	if (st == ST_OK && c->json) {
		json_write_object(&c->writer, NULL);
		if (saved)
			cli_template_write_info(&c->writer, &now.info);
		else
			cli_template_write_name(&c->writer, &part->name);
		json_write_string_bytes(&c->writer, "source", part->source, part->size_bytes);
		json_write_object_end(&c->writer);
	} else if (st == ST_OK && saved) {
		output_data("%-40s  %4lld  %6zu\n", name, (long long)now.info.revision,
		            part->size_bytes);
	} else if (st == ST_OK) {
		output_data("%-40s  %6zu\n", name, part->size_bytes);
	}
	template_text_finish(&now);
	return st;
}

static enum status
tell_parts(struct cli *c, const struct template_unpacked *u, bool saved, struct fault *f)
{
	enum status st = ST_OK;

	envelope_begin_items(c);
	for (size_t i = 0; st == ST_OK && i < u->count; i++)
		st = tell_part(c, &u->parts[i], saved, f);
	envelope_end_items(c, NULL);
	return st;
}

static enum status
save_parts(struct cli *c, const char *bytes, size_t size_bytes, struct fault *f)
{
	const struct templates_order order = { .kind = TEMPLATES_UNPACK,
		                               .source = bytes,
		                               .size_bytes = size_bytes,
		                               .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	enum status st = templates_change(c->session, &order, &result, f);

	if (st == ST_OK && !c->json)
		output_words("%zu saved, %zu were there already; texts that are not in the file "
		             "stay",
		             result.changed, result.kept);
	return st;
}

/* A clipboard may have turned every line end into two characters, those between the texts too. */
static void
straighten_line_ends(char *bytes, size_t *size_bytes)
{
	static const char turned[] = "{% endcomment\r\n%}";
	size_t kept = 0;

	if (!memmem(bytes, *size_bytes, turned, sizeof(turned) - 1))
		return;
	for (size_t i = 0; i < *size_bytes; i++)
		if (bytes[i] != '\r' || i + 1 == *size_bytes || bytes[i + 1] != '\n')
			bytes[kept++] = bytes[i];
	*size_bytes = kept;
}

enum status
cli_template_unpack(struct cli *c, struct fault *f)
{
	bool dry = c->args.given[OPT_DRY_RUN];
	struct template_unpacked u = { 0 };
	char *bytes = NULL;
	size_t size_bytes = 0;
	enum status st = tty_read_file(c->args.operands[0], PACKED_MAX, &bytes, &size_bytes, f);

	if (st == ST_OK) {
		straighten_line_ends(bytes, &size_bytes);
		st = template_unpack(bytes, size_bytes, &u, f);
	}
	if (st == ST_OK && !dry)
		st = save_parts(c, bytes, size_bytes, f);
	if (st == ST_OK)
		st = tell_parts(c, &u, !dry, f);
	template_unpacked_finish(&u);
	mem_free(bytes);
	return st;
}
