/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_NET_RIG_H
#define SUPPORT_NET_RIG_H
/*
 * One send to a server that misbehaves, from the request to the verdict, under short limits.
 *
 * Owns    net_rig_open gives a rig that net_rig_close ends. What was seen is kept in it until the
 *         next send.
 */
#include "fault_server.h"
#include "http_run.h"
#include "net/infobip.h"

#define NET_RIG_ID "3f0b7d1e-94c8-4a6f-8d25-70c1e6b95a42"
#define NET_RIG_NUMBER "+99930005"
#define NET_RIG_KEY "marker-5d41402abc4b2a76"

/* A sanitizer keeps freed memory as it was and needs much of its own: what is measured about
 * memory holds for other builds. */
#if defined(__has_feature)
#define NET_RIG_SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define NET_RIG_SANITIZED 1
#else
#define NET_RIG_SANITIZED 0
#endif

struct net_rig {
	struct http *http;
	struct fault_server *server;
	struct secret *key;
	int connect_limit_ms; /* 400 */
	int total_limit_ms;   /* 800 */
	const char *ca_file;  /* NULL: the system's */
	bool repeat;
	struct http_run run; /* of the last send */
	struct infobip_verdict verdict;
};

struct net_rig *net_rig_open(enum fault_door door);
void net_rig_close(struct net_rig *r);

/* Posts one v3 message to base URL and path, and judges what comes back. The limits must hold, and
 * a cause that was given holds neither key nor number. */
void net_rig_send_to(struct net_rig *r, const char *base_url, const char *path);
/* The same to the rig's own server. */
void net_rig_send(struct net_rig *r, const char *path);
/* A send that the server treats so. */
void net_rig_send_under(struct net_rig *r, enum fault_mode mode);
/* A send that is answered so. */
void net_rig_send_answered(struct net_rig *r, int status, const char *headers, const char *body);

/* Whether a connection, and whether a whole request arrived since the rig was opened; waits until
 * the server has seen the end of each. No send can follow. */
void net_rig_expect_arrivals(struct net_rig *r, size_t arrivals);

/* Runs `check` in a child that was forked from here, where it may spoil memory or environment;
 * fails the test when it does not end with 0. 77 skips the test. */
void net_rig_in_child(int (*check)(struct net_rig *r), struct net_rig *r);
#define NET_RIG_SKIP 77
#endif
