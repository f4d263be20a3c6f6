/* SPDX-License-Identifier: MIT */
/* the troubleshooting list of a profile: a table of checks, run one by one */
#include <string.h>

#include "app/checks_impl.h"

#define STORE(name, title, judge)                                                                  \
	{                                                                                          \
		name, title, CHECK_STORE, judge, CONNECT_PROBE_COUNT                               \
	}
#define PROVIDER(name, title, probe)                                                               \
	{                                                                                          \
		name, title, CHECK_PROVIDER, NULL, probe                                           \
	}

static const struct check_row rows[] = {
	STORE("key_set", "API key is set", check_key_set),
	STORE("key_refused", "API key was not refused", check_key_refused),
	PROVIDER("base_url", "base URL is usable", CONNECT_URL),
	PROVIDER("host", "host is Infobip's", CONNECT_HOST),
	PROVIDER("name", "name resolves", CONNECT_NAME),
	PROVIDER("tls", "TLS, certificate valid", CONNECT_TLS),
	PROVIDER("answer", "host answers", CONNECT_ANSWER),
	PROVIDER("clock", "clock agrees", CONNECT_CLOCK),
	PROVIDER("key_valid", "API key is known", CONNECT_KEY),
	PROVIDER("scope_send", "may send", CONNECT_SEND),
	PROVIDER("scope_logs", "may read the log", CONNECT_LOGS),
	PROVIDER("scope_preview", "may preview", CONNECT_PREVIEW),
	PROVIDER("scope_balance", "may see the balance", CONNECT_BALANCE),
	PROVIDER("trial", "no trial account", CONNECT_TRIAL),
	STORE("sender", "sender is well formed", check_sender),
	STORE("voice_sender", "caller of voice messages", check_voice_sender),
	STORE("number_form", "numbers go out as digits", check_number_form),
	STORE("countries", "countries are allowed", check_countries),
	STORE("budget_hour", "budget of the hour", check_budget_hour),
	STORE("budget_day", "budget of the day", check_budget_day),
	STORE("vault", "vault is open", check_vault),
	STORE("vault_slots", "ways to open the vault", check_slots),
	STORE("memory_lock", "keys stay out of swap", check_memory),
	STORE("store_file", "store's file is private", check_store_file),
	STORE("store", "store is whole", check_store),
	STORE("history", "history is untouched", check_history),
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))
_Static_assert(ROWS <= CHECKS_MAX, "the table outgrew its findings");

const struct check_row *
checks_row(size_t i)
{
	return &rows[i];
}

size_t
checks_count(void)
{
	return ROWS;
}

const char *
checks_name(size_t i)
{
	return rows[i].name;
}

const char *
checks_title(size_t i)
{
	return rows[i].title;
}

size_t
checks_by_name(const char *name)
{
	size_t i = 0;

	while (i < ROWS && strcmp(rows[i].name, name) != 0)
		i++;
	return i;
}
