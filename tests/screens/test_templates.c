/* SPDX-License-Identifier: MIT */
/* Templates: the list and its matrix, one text edited and mended, who gets what, revisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/template_contexts.h"
#include "app/templates.h"
#include "scene.h"

#define DEAR "{{ code }} est votre code d\342\200\231acc\303\250s pour {{ tenant.friendly_name }}."

static void
must(enum status st, const struct fault *f)
{
	if (st != ST_OK)
		fail_msg("%s: %s", fault_word_text(f->word), f->cause);
}

static void
save(struct session *s, const char *written, const char *source)
{
	struct templates_order order = {
		.kind = TEMPLATES_SAVE,
		.source = source,
		.size_bytes = strlen(source),
		.expected = TEMPLATE_ANY_REVISION,
	};
	struct templates_result result;
	struct fault f = { 0 };

	must(template_name_parse(written, &order.name, &f), &f);
	must(templates_change(s, &order, &result, &f), &f);
}

static void
five_languages(struct session *s, struct db *db)
{
	(void)db;
	save(s, "verification/fr", DEAR " Ne le partagez avec personne, pas avec nous non plus.");
	save(s, "verification/de", "{{ code }} ist Ihr Code f\303\274r {{ tenant.friendly_name }}");
	save(s, "verification/es", "{{ code }} es su codigo para {{ tenant.friendly_name }}");
	save(s, "verification/hr",
	     "{{ code }} je va\305\241 kod za {{ tenant.friendly_name }}, ne dajte ga.");
	save(s, "verification/de@Partner-7", "{{ code }} ist Ihr Code von Partner 7");
	save(s, "enrollment/fr", "{{ code }} confirme {{ tenant.friendly_name }}");
}

/* The newest text of a name as the store has it. */
static void
expect_stored(struct rig *r, const char *written, const char *source)
{
	struct template_text text;
	struct template_name name;
	struct fault f = { 0 };

	template_text_init(&text);
	must(template_name_parse(written, &name, &f), &f);
	must(templates_load(rig_session(r), &name, 0, &text, &f), &f);
	assert_string_equal(text_string(&text.source), source);
	template_text_finish(&text);
}

static struct rig *
open_five(void **state, int rows, int columns)
{
	const struct rig_options options = { .rows = rows,
		                             .columns = columns,
		                             .fill = five_languages };
	struct rig *r = scene_open(state, &options);

	rig_type(r, "4");
	rig_expect_text(r, "[4 Templates]");
	rig_expect_text(r, "/hr ");
	return r;
}

/* What stands behind the kind tells a text from others, also where the kind is cut. */
static void
put_mark_on(struct rig *r, const char *written)
{
	char wanted[160];
	int row = 0;
	int column = 0;

	snprintf(wanted, sizeof(wanted), "%s ", written + strcspn(written, "/@:"));
	if (written[strcspn(written, "/@:")] == '\0')
		snprintf(wanted, sizeof(wanted), "%s ", written);
	rig_key(r, "Home");
	for (int i = 0; i < 20; i++) {
		if (rig_find(r, "> ", &row, &column) && strstr(rig_row(r, row), wanted))
			return;
		rig_key(r, "Down");
	}
	rig_fail(r, "%s is not in the list", written);
}

static void
open_text(struct rig *r, const char *written)
{
	put_mark_on(r, written);
	rig_key(r, "Enter");
	rig_expect_text(r, "Preview");
}

static void
the_list_says_what_each_text_costs_at_worst(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_expect_text(r, "verification/fr");
	rig_expect_role(r, -1, "costs x2", ROLE_WAITING);
	rig_expect_text(r, "2 !!");
	rig_expect_text(r, "UCS-2");
	/* The kind has no German, and says who gets what instead. */
	rig_expect_text(r, "enrollment/de");
	rig_expect_text(r, "missing");
	scene_expect_golden(r, "templates_100x30");
}

static void
the_matrix_shows_who_inherits_and_enter_writes_what_is_not_there(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_expect_text(r, "Partner-7");
	rig_key(r, "Tab");
	rig_key(r, "Right");
	/* For Partner-7 every language but German inherits. */
	rig_expect_text(r, "(any)     1          .          -");
	rig_expect_cursor(r, 20, 23);
	rig_key(r, "Enter");
	rig_expect_text(r, "verification@Partner-7  new, as verification");
	rig_expect_text(r, "is your verification code for");
}

static void
one_key_mends_the_dear_character_and_one_takes_it_back(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/fr");
	rig_expect_text(r, "part 2 [");
	rig_expect_text(r, "after fix: 1 part, GSM-7");
	/* The letter itself looks dear, and a sign below it says so without colour. */
	rig_expect_role(r, 3, "\342\200\231", ROLE_WAITING);
	rig_expect_text(r, "^");
	rig_expect_role(r, 3, "code", ROLE_INFO);
	scene_expect_golden(r, "template_100x30");
	rig_key(r, "F6");
	rig_expect_text(r, "1 part in place of 2, GSM-7; F7 takes it back");
	rig_expect_no_text(r, "part 2 [");
	rig_expect_text(r, "d'acc");
	rig_key(r, "F7");
	rig_expect_text(r, "part 2 [");
	/* Where no letter is typed, the mark itself is the key. */
	rig_key(r, "Tab");
	rig_type(r, "'");
	rig_expect_no_text(r, "part 2 [");
	rig_type(r, "u");
	rig_expect_text(r, "part 2 [");
}

static void
what_is_typed_is_previewed_and_saved_as_a_new_revision(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola: ");
	rig_expect_text(r, "Hola: 123456 es su codigo");
	rig_expect_text(r, "not saved");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 2");
	expect_stored(r, "verification/es",
	              "Hola: {{ code }} es su codigo para {{ tenant.friendly_name }}");
	rig_key(r, "Esc");
	rig_expect_text(r, "> verification/es ");
	rig_expect_text(r, "Hola: 123456");
}

static void
scripts(struct session *s, struct db *db)
{
	(void)db;
	save(s, "verification/ru",
	     "{{ code }} \u2014 \u0432\u0430\u0448 \u043a\u043e\u0434 \u0434\u043b\u044f "
	     "\u0432\u0445\u043e\u0434\u0430 \u0438 \u0432\u0441\u0435");
	save(s, "verification/zh",
	     "{{ code }} \u662f\u60a8\u7684\u9a8c\u8bc1\u7801\uff0c"
	     "\u8bf7\u52ff\u8f6c\u53d1");
	save(s, "verification/it", "{{ code }} \u0436\u0436\u0436");
	save(s, "verification/hr",
	     "{{ code }} je va\u0161 k\u00f4d, \u010duvajte ga i ne \u0161aljite vi\u0161e");
}

static int
count_pointers(struct rig *r)
{
	int count = 0;

	for (int row = 0; row < 30; row++)
		for (const char *at = rig_row(r, row); (at = strchr(at, '^')) != NULL; at++)
			count++;
	return count;
}

static void
a_script_that_gsm7_lacks_is_explained_not_underlined(void **state)
{
	struct rig *r = scene_open(
		state, &(struct rig_options){ .rows = 30, .columns = 100, .fill = scripts });

	rig_type(r, "4");
	open_text(r, "verification/ru");
	rig_expect_text(r, "UCS-2, as GSM-7 has no form of 18");
	/* The dash alone could be another character. */
	rig_expect_role(r, 3, "\u2014", ROLE_WAITING);
	rig_expect_role(r, 3, "\u0432\u0430\u0448", ROLE_PLAIN);
	rig_expect_role(r, 3, "code", ROLE_INFO);
	assert_int_equal(count_pointers(r), 1);
	rig_key(r, "Esc");
	open_text(r, "verification/zh");
	rig_expect_text(r, "UCS-2, as GSM-7 has no form of");
	assert_int_equal(count_pointers(r), 0);
	rig_key(r, "Esc");
	/* Where few letters are to blame, each is pointed at. */
	open_text(r, "verification/hr");
	rig_expect_role(r, 3, "\u0161", ROLE_WAITING);
	rig_expect_role(r, 3, "aljite", ROLE_PLAIN);
	rig_expect_no_text(r, "has no form");
	assert_int_equal(count_pointers(r), 5);
	rig_key(r, "Esc");
	open_text(r, "verification/it");
	rig_expect_role(r, 3, "\u0436\u0436\u0436", ROLE_WAITING);
	rig_expect_text(r, "UCS-2, as GSM-7 has no form of 3");
	assert_int_equal(count_pointers(r), 3);
}

/* Seen in six languages, each of which takes longer than a key may. */
#define COSTLY                                                                                     \
	"{% for i in (1..40000) %}{% assign a = i | plus: 1 | minus: 1 %}{% endfor %}"             \
	"{{ code }} {% case locale %}{% when 'fr' %}oui{% when 'de' %}ja{% when 'es' %}si"         \
	"{% when 'hr' %}da{% when 'it' %}certo{% else %}yes{% endcase %}"

static void
costly_text(struct session *s, struct db *db)
{
	(void)db;
	save(s, "verification", COSTLY);
}

static void
a_costly_text_is_typed_at_once_and_measured_behind(void **state)
{
	struct rig *r = scene_open(
		state, &(struct rig_options){ .rows = 30, .columns = 100, .fill = costly_text });

	rig_type(r, "4");
	open_text(r, "verification");
	rig_expect_text(r, "/6: ");
	rig_expect_no_text(r, "so far");
	rig_expect_text(r, "123456");
	size_t before = rig_count_in_stream(r, "being measured", 14);
	rig_type(r, "Q");
	rig_expect_no_text(r, "so far");
	rig_expect_text(r, "Q123456");
	rig_expect_text(r, "at worst: 1 part");
	/* The frame of the key itself did not wait for any of them. */
	assert_true(rig_count_in_stream(r, "being measured", 14) > before);
}

static void
someone_in_portuguese(struct session *s, struct db *db)
{
	static const char event[] = "{\"message_type\":\"sms\",\"language\":\"pt-BR\","
				    "\"action\":\"second-factor-authentication\","
				    "\"code\":\"123456\"}";
	const struct template_contexts_order order = { .pasted = event,
		                                       .size_bytes = strlen(event) };
	struct template_contexts_result result;
	struct fault f = { 0 };

	five_languages(s, db);
	must(template_contexts_change(s, &order, &result, &f), &f);
}

static void
a_language_that_people_have_and_no_text_has_is_shown(void **state)
{
	struct rig *r = scene_open(
		state,
		&(struct rig_options){ .rows = 30, .columns = 100, .fill = someone_in_portuguese });

	rig_type(r, "4");
	rig_expect_text(r, "pt-BR -> verification");
}

static void
a_broken_template_says_where_and_is_not_saved(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "{% if %}");
	rig_expect_text(r, "It cannot be read: 1:");
	rig_expect_text(r, "Findings: ");
	rig_key(r, "F2");
	rig_expect_text(r, "1:");
	rig_expect_text(r, "not saved");
	expect_stored(r, "verification/es",
	              "{{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
a_new_language_begins_as_what_its_people_get(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_type(r, "L");
	rig_expect_text(r, "Add a language");
	rig_key(r, "Enter");
	rig_expect_text(r, "which language?");
	rig_type(r, "pt_br");
	rig_expect_text(r, "its name in the shell: verification/pt-BR");
	rig_key(r, "Enter");
	rig_expect_text(r, "verification/pt-BR  new, as verification");
	rig_key(r, "F2");
	rig_expect_text(r, "[OK] saved as revision 1");
	rig_key(r, "Esc");
	rig_expect_text(r, "verification/pt-BR");
	expect_stored(r, "verification/pt-BR",
	              "{{code}} is your verification code for {{tenant.friendly_name}}");
}

static void
a_client_gets_its_own_text_and_the_trace_says_so(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_type(r, "c");
	rig_expect_text(r, "A text for one client");
	rig_type(r, "Mobile app");
	rig_expect_text(r, "no client_id holds this character");
	rig_key(r, "Enter");
	rig_expect_text(r, "A text for one client");
	for (int i = 0; i < 4; i++)
		rig_key(r, "Backspace");
	rig_key(r, "Enter");
	rig_expect_text(r, "verification@Mobile  new, as verification");
	rig_expect_text(r, "3 client              @Mobile  HIT");
	rig_expect_text(r, "6 default             not tried");
}

static void
who_gets_what_is_asked_for_any_locale_and_client(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_type(r, "w");
	rig_type(r, "de-AT");
	rig_key(r, "Down");
	rig_type(r, "Partner-7");
	rig_expect_text(r, "/de-AT@Partner-7  no text");
	rig_expect_role(r, -1, "/de@Partner-7  HIT", ROLE_GOOD);
	rig_expect_text(r, "ist Ihr Code von Partner 7");
	rig_key(r, "Enter");
	rig_expect_text(r, "verification/de@Partner-7  rev 1");
}

static void
what_is_not_saved_survives_another_tab_and_esc_asks(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	rig_key(r, "Tab");
	rig_type(r, "3");
	rig_expect_text(r, "[3 Log]");
	rig_type(r, "q");
	rig_expect_text(r, "something on the tab Templates is not saved: q again leaves");
	rig_type(r, "4");
	rig_expect_text(r, "Hola 123456");
	rig_key(r, "Esc");
	rig_expect_text(r, "leave without saving?");
	rig_key(r, "Esc");
	rig_expect_text(r, "Hola 123456");
	rig_key(r, "Esc");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "> verification/es ");
	expect_stored(r, "verification/es",
	              "{{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
a_profile_is_not_switched_while_a_text_waits(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	rig_key(r, "Tab");
	rig_type(r, "6p");
	rig_key(r, "Enter");
	rig_expect_text(r, "something on the tab Templates is not saved: save or leave it");
}

static void
the_second_editor_is_told_and_keeps_what_was_typed(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	save(rig_session(r), "verification/es", "{{ code }} de otra persona");
	rig_key(r, "F2");
	rig_expect_text(r, "save over another's text?");
	rig_expect_text(r, "Revision 2 was saved elsewhere after 1.");
	expect_stored(r, "verification/es", "{{ code }} de otra persona");
	rig_key(r, "Esc");
	rig_expect_text(r, "Hola 123456");
	rig_key(r, "F2");
	rig_expect_text(r, "save over another's text?");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "[OK] saved as revision 3");
	expect_stored(r, "verification/es",
	              "Hola {{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
remove_text(struct session *s, const char *written)
{
	struct templates_order order = { .kind = TEMPLATES_REMOVE,
		                         .expected = TEMPLATE_ANY_REVISION };
	struct templates_result result;
	struct fault f = { 0 };

	must(template_name_parse(written, &order.name, &f), &f);
	must(templates_change(s, &order, &result, &f), &f);
}

static void
a_text_removed_elsewhere_is_not_shown_as_if_it_were_there(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	remove_text(rig_session(r), "verification/es");
	rig_advance_ms(r, 61000);
	rig_expect_text(r, "verification/es was removed elsewhere: this is what these people get");
	rig_expect_text(r, "verification/es  new, as verification");
}

static void
what_was_typed_outlives_a_removal_elsewhere(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	remove_text(rig_session(r), "verification/es");
	rig_advance_ms(r, 61000);
	rig_expect_text(r, "verification/es was removed elsewhere: what you typed stays");
	rig_key(r, "F2");
	rig_expect_text(r, "save a removed text?");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "[OK] saved as revision");
	expect_stored(r, "verification/es",
	              "Hola {{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
a_text_is_saved_on_the_way_out(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	rig_key(r, "F10");
	rig_expect_text(r, "something here is not saved: F2 saves it, F10 again leaves");
	rig_key(r, "Esc");
	rig_expect_text(r, "Save and leave");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_advance_ms(r, 301);
	rig_key(r, "Enter");
	rig_expect_text(r, "[OK] saved as revision 2");
	rig_expect_text(r, "every language by client");
	expect_stored(r, "verification/es",
	              "Hola {{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
a_removed_text_is_put_back_by_one_key(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	put_mark_on(r, "verification/es");
	rig_type(r, "x");
	rig_expect_text(r, "[SIM] sandbox: remove a text?");
	rig_key(r, "Enter");
	rig_expect_text(r, "nothing was done");
	rig_type(r, "x");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "verification/es is removed; u puts it back");
	rig_expect_no_text(r, "  verification/es ");
	rig_type(r, "u");
	rig_expect_text(r, "verification/es is back");
	rig_expect_text(r, "> verification/es ");
}

static void
the_texts_that_sends_need_are_not_removed(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_key(r, "Home");
	rig_type(r, "x");
	rig_advance_ms(r, 301);
	rig_type(r, "y");
	rig_expect_text(r, "verification answers wherever no other text does");
	rig_expect_text(r, "> verification ");
}

static void
the_mark_stays_on_its_revision_when_another_comes(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	save(rig_session(r), "verification", "{{ code }}: the second");
	save(rig_session(r), "verification", "{{ code }}: the third");
	open_text(r, "verification");
	rig_key(r, "F5");
	rig_key(r, "Down");
	rig_expect_text(r, "revision 1  |  revision 2");
	save(rig_session(r), "verification", "{{ code }}: the fourth");
	rig_type(r, "r");
	rig_expect_text(r, "4 revisions");
	expect_stored(r, "verification", "{{ code }}: the fourth");
	rig_expect_text(r, ">   2 ");
	rig_key(r, "Enter");
	rig_expect_text(r, "revision 2  |  revision 4, newest");
	rig_type(r, "r");
	rig_expect_text(r, "[OK] restored as revision 5");
	expect_stored(r, "verification", "{{ code }}: the second");
}

static void
a_text_that_was_never_saved_says_so_when_it_is_to_be_restored(void **state)
{
	struct rig *r = open_five(state, 30, 100);
	int row = 0;
	int column = 0;

	for (int i = 0; i < 20 && !rig_find(r, "> enrollment/de", &row, &column); i++)
		rig_key(r, "Down");
	rig_type(r, "d");
	rig_expect_text(r, "This text was never saved, so it has no revision.");
	rig_type(r, "r");
	rig_expect_text(r, "nothing to restore");
	rig_type(r, "v");
	rig_expect_text(r, "nothing to compare");
}

static void
the_trace_of_a_long_name_keeps_one_line_a_step(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_type(r, "c");
	rig_type(r, "A0123456789012345678901234567890");
	rig_key(r, "Enter");
	rig_expect_text(r, "3 client              @A0123456789..  HIT");
	rig_expect_text(r, "6 default             not tried");
	rig_expect_text(r, "..  new  1:1 ");
}

static void
a_revision_and_auth0s_default_are_restored(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	save(rig_session(r), "verification", "{{ code }}: the second");
	save(rig_session(r), "verification", "{{ code }}: the third");
	open_text(r, "verification");
	rig_expect_text(r, "123456: the third");
	rig_key(r, "F5");
	rig_expect_text(r, "revision 2  |  revision 3, newest");
	rig_key(r, "Down");
	rig_type(r, "r");
	rig_expect_text(r, "[OK] restored as revision 4");
	rig_expect_text(r, "revision 3  |  revision 4, newest");
	scene_expect_golden(r, "history_100x30");
	expect_stored(r, "verification", "{{ code }}: the second");
	rig_key(r, "End");
	rig_expect_text(r, "Auth0's default  |  revision 4, newest");
	rig_type(r, "r");
	rig_expect_text(r, "[OK] restored as revision 5");
	expect_stored(r, "verification",
	              "{{code}} is your verification code for {{tenant.friendly_name}}");
	rig_key(r, "Esc");
	rig_expect_text(r, "verification  rev 5");
}

static void
the_operators_own_editor_comes_back_as_one_step(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	unsetenv("VISUAL");
	setenv("EDITOR", "sh -c 'printf \"{{ code }} from outside\" >\"$1\"' editor", 1);
	put_mark_on(r, "verification/es");
	rig_type(r, "E");
	rig_expect_text(r, "123456 from outside");
	rig_expect_text(r, "not saved");
	rig_key(r, "F7");
	rig_expect_text(r, "123456 es su codigo");
	expect_stored(r, "verification/es",
	              "{{ code }} es su codigo para {{ tenant.friendly_name }}");
}

static void
an_editor_that_fails_changes_nothing(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	unsetenv("VISUAL");
	open_text(r, "verification/es");
	rig_type(r, "Hola ");
	setenv("EDITOR", "sh -c 'echo gone >\"$1\"; exit 3' editor", 1);
	rig_key(r, "F11");
	rig_expect_text(r, "Hola 123456 es su codigo");
	setenv("EDITOR", "sh -c ': >\"$1\"' editor", 1);
	rig_key(r, "F11");
	rig_expect_text(r, "Hola 123456 es su codigo");
	setenv("EDITOR", "/nowhere/at-all", 1);
	rig_key(r, "F11");
	rig_expect_text(r, "Hola 123456 es su codigo");
	rig_expect_text(r, "editor");
}

static void
at_80_columns_the_panes_fold_and_tab_unfolds_them(void **state)
{
	struct rig *r = open_five(state, 24, 80);

	rig_expect_no_text(r, "every language by client");
	rig_key(r, "Tab");
	rig_expect_text(r, "every language by client");
	rig_key(r, "Tab");
	open_text(r, "verification/fr");
	rig_expect_text(r, "part 1 [");
	rig_expect_text(r, "fixes it)");
	scene_expect_golden(r, "template_80x24");
	rig_expect_no_text(r, "Findings: ");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_expect_text(r, "Findings: ");
	rig_key(r, "Tab");
	rig_expect_text(r, "Who gets what: ");
	rig_key(r, "Tab");
	rig_key(r, "F6");
	rig_expect_text(r, "in place of 2");
}

static void
the_send_form_offers_every_text(void **state)
{
	struct rig *r = open_five(state, 30, 100);

	rig_type(r, "2");
	rig_key(r, "Tab");
	rig_key(r, "Tab");
	rig_expect_text(r, "< verification >");
	for (int i = 0; i < 9 && !rig_has_text(r, "< verification/hr >"); i++)
		rig_key(r, "Right");
	rig_expect_text(r, "< verification/hr >");
	rig_expect_text(r, "va\305\241 kod za");
	for (int i = 0; i < 9 && !rig_has_text(r, "< enrollment/fr >"); i++)
		rig_key(r, "Right");
	rig_expect_text(r, "confirme Acme Bank");
	rig_key(r, "F7");
	rig_expect_text(r, "action           enrollment");
	/* A text that was removed is offered no more. */
	rig_type(r, "4");
	put_mark_on(r, "verification/hr");
	rig_type(r, "x");
	rig_advance_ms(r, 301);
	rig_type(r, "y2");
	for (int i = 0; i < 12; i++) {
		rig_expect_no_text(r, "< verification/hr >");
		rig_key(r, "Right");
	}
}

static void
texts_of_another_profile_are_other_texts(void **state)
{
	struct rig *r = scene_open_staging(state, 30, 100);

	rig_type(r, "4");
	rig_expect_text(r, "> verification ");
	rig_expect_no_text(r, "verification/fr");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_list_says_what_each_text_costs_at_worst,
		                          rig_tear_down),
		cmocka_unit_test_teardown(
			the_matrix_shows_who_inherits_and_enter_writes_what_is_not_there,
			rig_tear_down),
		cmocka_unit_test_teardown(one_key_mends_the_dear_character_and_one_takes_it_back,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_is_typed_is_previewed_and_saved_as_a_new_revision,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_script_that_gsm7_lacks_is_explained_not_underlined,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_costly_text_is_typed_at_once_and_measured_behind,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_language_that_people_have_and_no_text_has_is_shown,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_broken_template_says_where_and_is_not_saved,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_new_language_begins_as_what_its_people_get,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_client_gets_its_own_text_and_the_trace_says_so,
		                          rig_tear_down),
		cmocka_unit_test_teardown(who_gets_what_is_asked_for_any_locale_and_client,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_is_not_saved_survives_another_tab_and_esc_asks,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_profile_is_not_switched_while_a_text_waits,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_second_editor_is_told_and_keeps_what_was_typed,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_text_removed_elsewhere_is_not_shown_as_if_it_were_there,
		                          rig_tear_down),
		cmocka_unit_test_teardown(what_was_typed_outlives_a_removal_elsewhere,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_text_is_saved_on_the_way_out, rig_tear_down),
		cmocka_unit_test_teardown(a_removed_text_is_put_back_by_one_key, rig_tear_down),
		cmocka_unit_test_teardown(the_texts_that_sends_need_are_not_removed, rig_tear_down),
		cmocka_unit_test_teardown(the_mark_stays_on_its_revision_when_another_comes,
		                          rig_tear_down),
		cmocka_unit_test_teardown(
			a_text_that_was_never_saved_says_so_when_it_is_to_be_restored,
			rig_tear_down),
		cmocka_unit_test_teardown(the_trace_of_a_long_name_keeps_one_line_a_step,
		                          rig_tear_down),
		cmocka_unit_test_teardown(a_revision_and_auth0s_default_are_restored,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_operators_own_editor_comes_back_as_one_step,
		                          rig_tear_down),
		cmocka_unit_test_teardown(an_editor_that_fails_changes_nothing, rig_tear_down),
		cmocka_unit_test_teardown(at_80_columns_the_panes_fold_and_tab_unfolds_them,
		                          rig_tear_down),
		cmocka_unit_test_teardown(the_send_form_offers_every_text, rig_tear_down),
		cmocka_unit_test_teardown(texts_of_another_profile_are_other_texts, rig_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
