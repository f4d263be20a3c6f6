/* SPDX-License-Identifier: MIT */
#ifndef APP_CHECKS_IMPL_H
#define APP_CHECKS_IMPL_H
/*
 * What the parts of checks share: checks.c runs rows, checks_table.c lists them, checks_store.c
 * judges what the store holds, checks_place.c vault and file.
 */
#include "app/checks.h"
#include "app/connect.h"

struct db;

enum check_need {
	CHECK_STORE,   /* judged on the worker, with its connection */
	CHECK_PROVIDER /* one of the probes of app/connect */
};

/* What a judge is given. It runs on the worker: of the session it may use the vault. */
struct check_case {
	struct session *session;
	const struct profile *profile;
	struct db *db;
};

/* Sets `out`. A fault is the store's (busy: it is judged again; else the finding is that). */
typedef enum status (*check_judge_fn)(const struct check_case *c, struct finding *out,
                                      struct fault *f);

struct check_row {
	const char *name;
	const char *title;
	enum check_need need;
	check_judge_fn judge;     /* CHECK_STORE */
	enum connect_probe probe; /* CHECK_PROVIDER */
};

#define CHECKS_MAX 32

const struct check_row *checks_row(size_t i);

/* checks_store.c */
enum status check_key_set(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_key_refused(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_sender(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_voice_sender(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_number_form(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_countries(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_budget_hour(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_budget_day(const struct check_case *c, struct finding *out, struct fault *f);

/* checks_place.c */
enum status check_vault(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_slots(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_memory(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_store(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_store_file(const struct check_case *c, struct finding *out, struct fault *f);
enum status check_history(const struct check_case *c, struct finding *out, struct fault *f);
#endif
