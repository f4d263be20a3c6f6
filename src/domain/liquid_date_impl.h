/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_LIQUID_DATE_IMPL_H
#define DOMAIN_LIQUID_DATE_IMPL_H
/* What dates are made of: the tokens and parts of one that is read, the fields of one that is
 * written. */
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "domain/liquid_filters_impl.h"

#define DATE_NONE LONG_MAX
#define DATE_DIGITS_MAX 9 /* significant digits that a number keeps */
#define DATE_DAY_PARTS 3
#define DATE_TIME_PARTS 4

enum date_token_kind {
	DATE_END,
	DATE_INVALID,
	DATE_NUMBER,
	DATE_SYMBOL, /* number is one of : - + . ) */
	DATE_SPACE,
	DATE_WORD, /* number is what the word means */
	DATE_OTHER
};

enum date_word {
	DATE_NO_WORD,
	DATE_MONTH,
	DATE_HALF_DAY, /* am and pm: hours to add */
	DATE_ZONE,     /* hours east of UTC */
	DATE_TIME_MARK
};

struct date_token {
	enum date_token_kind kind;
	enum date_word word;
	long number;
	size_t length;
};

/* Looks one token ahead. */
struct date_scan {
	const char *at;
	const char *end;
	struct date_token token; /* the next one */
};

struct date_parts {
	long day[DATE_DAY_PARTS];
	size_t day_count;
	long named_month;
	bool is_iso;
	bool has_number;
	long time[DATE_TIME_PARTS];
	size_t time_count;
	long hour_offset; /* am, pm */
	int sign;         /* of the zone; 0: none */
	long hour;
	long minute;
};

/* liquid_date_scan.c */
void date_next(struct date_scan *s);
/* Takes a symbol when it is the next token. */
bool date_skip(struct date_scan *s, char symbol);
/* 1, -1, or 0 for what is no sign. */
int date_sign(const struct date_token *t);
/* Milliseconds since 1970, NaN for parts that are no date. */
double date_value(struct date_parts *d);

/* A moment in fields. */
struct date_fields {
	const struct liquid_moment *moment;
	long year;
	int month; /* from 0 */
	int day;
	int weekday;  /* Sunday is 0 */
	int year_day; /* from 1 */
	int hour;
	int minute;
	int second;
	int millisecond;
};

/* liquid_date.c: all but the moment. */
void date_fields_of(double shown_ms, struct date_fields *t);

/* One conversion, such as %-10d. */
struct date_conversion {
	bool upper;
	bool swap;
	bool blanks;
	bool zeros;
	bool bare;
	bool colon;
	double width; /* 0: none is given */
	char letter;
	size_t size_bytes;
};

/* Room for what one conversion gives before it is made wider. */
#define DATE_WORDS_MAX (3 * LIQUID_NUMBER_MAX)

/* liquid_date_words.c: what a conversion writes, its bytes; 0 when there is no such letter. %N is
 * not among them. */
size_t date_words(const struct date_fields *t, const struct date_conversion *c,
                  char out[DATE_WORDS_MAX]);
#endif
