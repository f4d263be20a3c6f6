/* SPDX-License-Identifier: MIT */
/* certificates for tests: an authority, and what it signed well or badly */
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tls_front_impl.h"

enum { DAY_S = 24 * 3600, YEAR_S = 365 * DAY_S, PEM_BYTES = 16 * 1024 };

struct signer {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

void
tls_must(int code)
{
	if (code >= 0)
		return;
	fprintf(stderr, "the TLS of the test: %s\n", gnutls_strerror(code));
	abort();
}

static gnutls_x509_privkey_t
make_key(void)
{
	gnutls_x509_privkey_t key;

	tls_must(gnutls_x509_privkey_init(&key));
	tls_must(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	                                      GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	return key;
}

static void
begin(struct signer *out, const char *name, int64_t from_s, int64_t to_s)
{
	unsigned char serial[8];

	out->key = make_key();
	tls_must(gnutls_x509_crt_init(&out->certificate));
	tls_must(gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial)));
	serial[0] &= 0x7f;
	tls_must(gnutls_x509_crt_set_version(out->certificate, 3));
	tls_must(gnutls_x509_crt_set_serial(out->certificate, serial, sizeof(serial)));
	tls_must(gnutls_x509_crt_set_dn_by_oid(out->certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
	                                       name, (unsigned)strlen(name)));
	tls_must(gnutls_x509_crt_set_key(out->certificate, out->key));
	tls_must(gnutls_x509_crt_set_activation_time(out->certificate, (time_t)from_s));
	tls_must(gnutls_x509_crt_set_expiration_time(out->certificate, (time_t)to_s));
}

static void
sign(struct signer *what, const struct signer *by)
{
	tls_must(gnutls_x509_crt_sign2(what->certificate, by->certificate, by->key,
	                               GNUTLS_DIG_SHA256, 0));
}

static void
finish(struct signer *s)
{
	gnutls_x509_crt_deinit(s->certificate);
	gnutls_x509_privkey_deinit(s->key);
}

/* Valid for half a century, so that a clock that is years off meets the other certificate. */
static void
make_authority(struct signer *out, const char *name)
{
	int64_t now_s = (int64_t)time(NULL);

	begin(out, name, now_s - 25LL * YEAR_S, now_s + 25LL * YEAR_S);
	tls_must(gnutls_x509_crt_set_ca_status(out->certificate, 1));
	tls_must(gnutls_x509_crt_set_key_usage(out->certificate, GNUTLS_KEY_KEY_CERT_SIGN));
	sign(out, out);
}

static void
write_file(const struct signer *s, const char *path)
{
	char pem[PEM_BYTES];
	size_t size_bytes = sizeof(pem);
	FILE *file = fopen(path, "w");

	tls_must(file ? 0 : GNUTLS_E_FILE_ERROR);
	tls_must(gnutls_x509_crt_export(s->certificate, GNUTLS_X509_FMT_PEM, pem, &size_bytes));
	tls_must(fwrite(pem, 1, size_bytes, file) == size_bytes ? 0 : GNUTLS_E_FILE_ERROR);
	tls_must(fclose(file) == 0 ? 0 : GNUTLS_E_FILE_ERROR);
}

static void
begin_host(struct signer *out, enum tls_face face, int64_t valid_s)
{
	static const unsigned char loopback[] = { 127, 0, 0, 1 };
	int64_t now_s = (int64_t)time(NULL);
	int64_t from_s = now_s - valid_s;
	int64_t to_s = now_s + valid_s;
	const char *name = face == TLS_WRONG_HOST ? "other.example" : "localhost";

	if (face == TLS_EXPIRED)
		to_s = now_s - DAY_S;
	if (face == TLS_NOT_YET)
		from_s = now_s + DAY_S;
	begin(out, name, from_s, to_s);
	tls_must(gnutls_x509_crt_set_subject_alt_name(out->certificate, GNUTLS_SAN_DNSNAME, name,
	                                              (unsigned)strlen(name), GNUTLS_FSAN_SET));
	if (face != TLS_WRONG_HOST)
		tls_must(gnutls_x509_crt_set_subject_alt_name(
			out->certificate, GNUTLS_SAN_IPADDRESS, loopback, sizeof(loopback),
			GNUTLS_FSAN_APPEND));
	tls_must(gnutls_x509_crt_set_key_usage(out->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE));
}

void
tls_cast_make(enum tls_face face, int64_t valid_s, const char *ca_file,
              gnutls_certificate_credentials_t out)
{
	struct signer authority;
	struct signer stranger;
	struct signer host;

	make_authority(&authority, "otpdeck test authority");
	make_authority(&stranger, "somebody else");
	begin_host(&host, face, valid_s > 0 ? valid_s : YEAR_S);
	if (face == TLS_SELF_SIGNED)
		sign(&host, &host);
	else
		sign(&host, face == TLS_UNKNOWN_CA ? &stranger : &authority);
	write_file(&authority, ca_file);
	tls_must(gnutls_certificate_set_x509_key(out, &host.certificate, 1, host.key));
	finish(&host);
	finish(&stranger);
	finish(&authority);
}
