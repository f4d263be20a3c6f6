/* SPDX-License-Identifier: MIT */
/* strict phone numbers: their country, the usual slips and the repair of each */
#include "domain/phone_impl.h"

#include <assert.h>
#include <string.h>

#include "base/embedded.h"
#include "domain/phone.h"

/* The columns of the table, in its order. */
enum column { CODE, LEADS, COUNTRIES, LEAST, MOST, TRUNK, IDD, COLUMN_COUNT };

struct field {
	const char *bytes;
	size_t size_bytes;
};

struct row {
	struct field fields[COLUMN_COUNT];
};

static const char *
table_start(void)
{
	const struct embedded *file = embedded_find("catalog/calling_codes.tsv");

	assert(file);
	return file->bytes;
}

/* Reads the next row that is no comment; false at the end. */
static bool
next_row(const char **cursor, struct row *out)
{
	while (**cursor == '#')
		*cursor += strcspn(*cursor, "\n") + 1;
	if (**cursor == '\0')
		return false;
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		out->fields[i].bytes = *cursor;
		out->fields[i].size_bytes = strcspn(*cursor, "\t\n");
		*cursor += out->fields[i].size_bytes;
		if (**cursor != '\0')
			(*cursor)++;
	}
	return true;
}

static bool
is_dash(struct field field)
{
	return field.size_bytes == 1 && field.bytes[0] == '-';
}

/* Cuts the first item off a list with commas; false when nothing is left. */
static bool
next_item(struct field *list, struct field *item)
{
	const char *comma = memchr(list->bytes, ',', list->size_bytes);
	size_t taken;

	if (list->size_bytes == 0)
		return false;
	item->bytes = list->bytes;
	item->size_bytes = comma ? (size_t)(comma - list->bytes) : list->size_bytes;
	taken = item->size_bytes + (comma ? 1 : 0);
	list->bytes += taken;
	list->size_bytes -= taken;
	return true;
}

static void
copy_field(char *out, size_t out_bytes, struct field field)
{
	assert(field.size_bytes < out_bytes);
	memcpy(out, field.bytes, field.size_bytes);
	out[field.size_bytes] = '\0';
}

static size_t
read_count(struct field field)
{
	size_t count = 0;

	for (size_t i = 0; i < field.size_bytes; i++)
		count = count * 10 + (size_t)(field.bytes[i] - '0');
	return count;
}

static void
read_plan(const struct row *row, struct phone_plan *out)
{
	const struct field *fields = row->fields;

	memset(out, 0, sizeof(*out));
	copy_field(out->code, sizeof(out->code), fields[CODE]);
	out->code_digits = fields[CODE].size_bytes;
	if (fields[COUNTRIES].size_bytes == 2)
		copy_field(out->country, sizeof(out->country), fields[COUNTRIES]);
	out->is_network = is_dash(fields[COUNTRIES]);
	out->least = read_count(fields[LEAST]);
	out->most = read_count(fields[MOST]);
	out->keeps_zero = fields[TRUNK].size_bytes == 4;
	if (!out->keeps_zero && !is_dash(fields[TRUNK]))
		copy_field(out->trunk, sizeof(out->trunk), fields[TRUNK]);
	copy_field(out->idd, sizeof(out->idd), fields[IDD]);
}

/* How many digits of a number the row stands for; 0 when it is not the number's. */
static size_t
matched_digits(const struct row *row, const char *digits)
{
	struct field code = row->fields[CODE];
	struct field leads = row->fields[LEADS];
	struct field lead;

	if (strncmp(digits, code.bytes, code.size_bytes) != 0)
		return 0;
	if (is_dash(leads))
		return code.size_bytes;
	while (next_item(&leads, &lead)) {
		if (strncmp(digits + code.size_bytes, lead.bytes, lead.size_bytes) == 0)
			return code.size_bytes + lead.size_bytes;
	}
	return 0;
}

bool
phone_plan_of_number(const char *digits, struct phone_plan *out)
{
	const char *cursor = table_start();
	struct row row, best;
	size_t best_digits = 0;

	while (next_row(&cursor, &row)) {
		size_t matched = matched_digits(&row, digits);

		if (matched > best_digits) {
			best_digits = matched;
			best = row;
		}
	}
	if (best_digits > 0)
		read_plan(&best, out);
	return best_digits > 0;
}

bool
phone_plan_of_country(const char *iso, struct phone_plan *out)
{
	const char *cursor = table_start();
	struct row row;

	while (next_row(&cursor, &row)) {
		struct field countries = row.fields[COUNTRIES];
		struct field country;

		while (next_item(&countries, &country)) {
			if (country.size_bytes == 2 && strlen(iso) == 2 &&
			    memcmp(country.bytes, iso, 2) == 0) {
				read_plan(&row, out);
				return true;
			}
		}
	}
	return false;
}

bool
phone_country_exists(const char *iso)
{
	struct phone_plan plan;

	return phone_plan_of_country(iso, &plan);
}
