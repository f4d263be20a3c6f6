/* SPDX-License-Identifier: MIT */
/* a sender that has done nothing: made, freed, asked what it would send */
#include "app/sender_impl.h"

#include "app/arming.h"
#include "base/mem.h"

#define TEXT_MAX ((size_t)16 * 1024)
#define SHOWN_MAX ((size_t)64 * 1024)
#define ADDRESS_MAX (PROFILE_VALUE_BYTES + 64)

struct sender *
sender_make(struct session *s, const struct send_draft *d)
{
	struct sender *x = mem_alloc(sizeof(*x));

	x->session = s;
	x->profile = s->profile;
	x->confirmed = d->confirmed;
	x->asked_again = d->asked_again;
	text_init(&x->text, TEXT_MAX);
	text_init(&x->context_json, JSON_BYTES_MAX);
	text_init(&x->preview, TEXT_MAX);
	text_init(&x->request, SHOWN_MAX);
	text_init(&x->answer, SHOWN_MAX);
	text_init(&x->base_url, PROFILE_VALUE_BYTES);
	return x;
}

void
sender_free(struct sender *x)
{
	follow_destroy(x->follow);
	secret_destroy(x->api_key);
	text_finish(&x->text);
	text_finish(&x->context_json);
	text_finish(&x->preview);
	text_finish(&x->request);
	text_finish(&x->answer);
	text_finish(&x->base_url);
	mem_free(x);
}

void
send_request_init(struct send_request *r)
{
	*r = (struct send_request){ .method = "POST" };
	text_init(&r->url, ADDRESS_MAX);
	text_init(&r->headers, ADDRESS_MAX);
	text_init(&r->body, JSON_BYTES_MAX);
}

void
send_request_finish(struct send_request *r)
{
	text_finish(&r->url);
	text_finish(&r->headers);
	text_finish(&r->body);
}

/* The address as it is set: nothing is started to have one. */
static enum status
write_address(const struct sender *x, struct text *out, struct fault *f)
{
	const char *base_url = profile_get(&x->profile, PROFILE_BASE_URL);

	if (*base_url)
		text_append(out, base_url);
	else if (x->profile.environment == PROFILE_SANDBOX)
		text_append(out, "http://127.0.0.1:PORT");
	else
		return session_base_url(x->session, &x->profile, out, f);
	return ST_OK;
}

enum status
sender_dry_run(struct session *s, const struct send_draft *d, struct send_request *out,
               struct fault *f)
{
	struct sender *x = sender_make(s, d);
	enum status st = sender_fill_request(x, d, &out->refusal, f);

	out->template = x->template;
	text_copy(out->why, sizeof(out->why), x->why);
	text_reset(&out->url);
	text_reset(&out->headers);
	text_reset(&out->body);
	if (st == ST_OK)
		st = write_address(x, &out->url, f);
	if (st == ST_OK && out->refusal.code == ST_OK &&
	    arming_check(s->reader, &x->profile, &out->refusal) == ST_OK)
		out->refusal = (struct fault){ 0 };
	if (st == ST_OK) {
		struct infobip_send send = sender_request(x);

		text_append(&out->url, infobip_send_path(send.api));
		infobip_write_headers(&out->headers);
		infobip_write_send(&send, &out->body);
	}
	sender_free(x);
	return st;
}
