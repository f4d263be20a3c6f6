/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_MEASURE_H
#define DOMAIN_TEMPLATE_MEASURE_H
/*
 * What a template comes to: rendered with every sample, its parts in the worst case, and the
 * characters of its source that make it dear.
 *
 * A sample is a test context made ready once; a measure of a draft takes time in proportion to the
 * draft and the number of samples. Each sample is rendered twice: with the tenant's own name and
 * with one of 20 letters, so that the worst case holds for a tenant that is renamed. Calls have no
 * parts and count in no worst case.
 *
 * Owns    a sample owns its data and borrows its context; a measure owns everything it holds and
 *         borrows nothing but suggestions, which live as long as the program.
 * Fails   never: a source that does not parse and a rendering that fails are results.
 *
 * template_measure_run does all of it at once. Whoever has little time takes steps, may judge by
 * what is there, and goes on later or elsewhere.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/liquid.h"
#include "domain/parts.h"
#include "domain/template_context.h"

/* 20 letters, as many as a long name has. */
#define TEMPLATE_LONG_TENANT "Twenty-Letter Tenant"
/* Offenders that are named; further ones are counted. */
#define TEMPLATE_OFFENDERS_MAX 1024
/* Enough work for any step: two renders of the dearest template. */
#define TEMPLATE_STEP_WORK ((int64_t)3 * LIQUID_WORK_MAX)

struct template_sample {
	const struct template_context *context;
	struct json *data;
	struct json *data_long;    /* with TEMPLATE_LONG_TENANT */
	int64_t now_ms;            /* what "now" is for the filter date */
	liquid_partial_fn partial; /* what it includes; NULL: nothing can be included */
	void *partial_context;
	liquid_zone_fn zone; /* as for liquid_run */
	void *zone_context;
};

/* Without partials and zones, which are the caller's to set. */
void template_sample_init(struct template_sample *s, const struct template_context *context,
                          const char *tenant_name, int64_t now_ms);
void template_sample_finish(struct template_sample *s);

struct template_rendering {
	enum status st; /* ST_OK; ST_MORE: not done yet; else `fault` says why there is no text */
	struct fault fault;
	struct text text;   /* with the tenant's own name */
	size_t missing;     /* unknown variables, as liquid_render counts them */
	struct parts parts; /* of an SMS; count 0 of a call */
	struct parts worst; /* the dearer of both tenant names */
};

/* A character of the source that is rendered and that GSM-7 lacks. */
struct template_offender {
	size_t offset_bytes;
	size_t size_bytes;
	size_t line;
	size_t column;
	uint32_t code_point;
	const char *suggestion; /* as in domain/parts: NULL: none, "": it may go unseen */
};

struct template_measure {
	bool parsed; /* false: `fault` and `place` say what was expected where */
	struct fault fault;
	struct liquid_place place;
	struct liquid *tree;                   /* NULL unless parsed */
	struct template_rendering *renderings; /* one a sample, in their order */
	size_t count;
	size_t rendered;    /* how many of them are done, be it with a fault */
	bool is_whole;      /* nothing is left to do */
	bool names_tenant;  /* another name of the tenant would make another text */
	bool is_measured;   /* there is an SMS rendering that came out */
	size_t worst;       /* which rendering is the dearest */
	struct parts parts; /* of it, the tenant's name included */
	struct template_offender *offenders; /* in the order of the source */
	size_t offender_count;
	size_t offender_total;
	bool from_data;     /* some offending character comes with the data, not with the source */
	bool has_fixed;     /* some offender has a suggestion */
	struct parts fixed; /* the worst case once every suggestion is taken */
	struct template_mending *mending; /* its own, while it is under way */
};

/* What a measure is of; the same at every step. */
struct template_measure_case {
	const char *source;
	size_t size_bytes;
	const struct template_sample *samples;
	size_t count;
};

/* Renders one sample; *out need not be inited, and is finished with template_rendering_finish. */
void template_rendering_run(const struct liquid *tree, const struct template_sample *sample,
                            struct template_rendering *out);
void template_rendering_finish(struct template_rendering *r);

/* Measures a source; *out need not be inited and is to be finished. */
void template_measure_run(const char *source, size_t size_bytes,
                          const struct template_sample *samples, size_t count,
                          struct template_measure *out);
void template_measure_finish(struct template_measure *m);
/* The same in steps. *out need not be inited and is to be finished. */
void template_measure_begin(const struct template_measure_case *c, struct template_measure *out);
/* Does one rendering more, `first` before the others, with at most *work units of work, which go
 * down by those taken; one that needs more is left for later. ST_OK: the measure is whole. */
enum status template_measure_step(const struct template_measure_case *c, size_t first,
                                  int64_t *work, struct template_measure *m);
/* Worst case and offenders by the renderings that are there, of a measure that is not whole. No
 * step may follow. */
void template_measure_judge(const struct template_measure_case *c, struct template_measure *m);
/* Whether `a` costs more than `b`: more parts, or less room left in as many. */
bool template_parts_are_dearer(const struct parts *a, const struct parts *b);
/* The source with every suggestion taken. */
void template_measure_repair(const char *source, size_t size_bytes,
                             const struct template_measure *m, struct text *out);
#endif
