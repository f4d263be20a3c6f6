/* SPDX-License-Identifier: MIT */
/* what surrounds a request: environment, resolver, address families, the memory it leaves */
#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/secret.h"
#include "net_rig.h"

#define PATH "/sms/3/messages"

static void
write_file(const char *path, const char *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
}

/* A name below the test's own directory for mkstemp() and mkdtemp(). */
static void
make_template(char *out, size_t out_bytes)
{
	const char *directory = getenv("TMPDIR");

	snprintf(out, out_bytes, "%s/net-XXXXXX", directory ? directory : "/tmp");
}

/* --- N2: a resolver that does not answer ------------------------------------------------------ */

static bool
write_map(const char *path, unsigned id)
{
	char line[32];
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int length = snprintf(line, sizeof(line), "0 %u 1\n", id);
	bool written = fd >= 0 && write(fd, line, (size_t)length) == length;

	if (fd >= 0)
		close(fd);
	return written;
}

/* A network of our own with nothing in it but loopback, where we may be the name server. */
static bool
enter_own_network(void)
{
	struct ifreq loopback = { .ifr_name = "lo" };
	unsigned uid = getuid();
	unsigned gid = getgid();
	int fd;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) < 0)
		return false;
	fd = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "deny", 4) != 4)
		return false;
	close(fd);
	if (!write_map("/proc/self/uid_map", uid) || !write_map("/proc/self/gid_map", gid))
		return false;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	loopback.ifr_flags = IFF_UP | IFF_RUNNING;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &loopback) < 0)
		return false;
	close(fd);
	return true;
}

/* Takes every question and answers none. */
static int
open_black_hole(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(53) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	return -1;
}

static bool
use_black_hole(void)
{
	char path[256];
	bool used;
	int fd;

	make_template(path, sizeof(path));
	fd = mkstemp(path);
	if (fd < 0)
		return false;
	write_file(path, "nameserver 127.0.0.1\noptions timeout:30 attempts:3\n");
	used = mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0;
	close(fd);
	unlink(path);
	return used && open_black_hole() >= 0;
}

/* The longest turn of the loop while the name is looked up, in microseconds. */
static int64_t
longest_turn_us(struct net_rig *r)
{
	int64_t longest = 0;

	while (http_in_flight(r->http) > 0) {
		int64_t start_us = clock_monotonic_us();

		http_wait(r->http, NULL, 0, 10);
		http_turn(r->http);
		if (clock_monotonic_us() - start_us > longest)
			longest = clock_monotonic_us() - start_us;
	}
	return longest;
}

static int
look_up_in_a_black_hole(struct net_rig *r)
{
	struct http_request request = { .method = "GET",
		                        .url = "https://name.example",
		                        .connect_limit_ms = 700,
		                        .total_limit_ms = 5000 };
	int64_t start_us = clock_monotonic_us();
	struct fault f;
	uint64_t id;
	int64_t longest;

	if (!enter_own_network() || !use_black_hole())
		return NET_RIG_SKIP;
	if (http_start(r->http, &request, http_run_keep, &r->run, &id, &f) != ST_OK)
		return 1;
	longest = longest_turn_us(r);
	if (r->run.calls != 1 || r->run.answer.outcome != HTTP_NOT_SENT ||
	    r->run.answer.sent_bytes != 0)
		return 2;
	if (!strstr(r->run.answer.cause, "name service did not answer within 0.7 s"))
		return 3;
	/* Ending must not wait for the look-up either: libcurl's default would. */
	http_destroy(r->http);
	if (clock_monotonic_us() - start_us > 3000 * 1000 || longest > 500 * 1000)
		return 4;
	return 0;
}

static void
a_hanging_resolver_meets_the_connect_limit_and_blocks_nobody(void **state)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);

	(void)state;
	net_rig_in_child(look_up_in_a_black_hole, r);
	net_rig_close(r);
}

/* --- N30: the first address is dead ----------------------------------------------------------- */

/* Sends to "localhost" where `alive` listens on one of its two addresses and the other is dead;
 * returns when the connection was there, -1 when a family is missing. */
static int64_t
connect_beside_a_dead_one(struct fault_server *alive, int dead_family)
{
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	int port = alive ? fault_server_port(alive) : 0;
	struct fault_deaf *dead = alive ? fault_deaf_start(dead_family, port) : NULL;
	int64_t connect_us = -1;
	char url[64];

	if (dead) {
		snprintf(url, sizeof(url), "http://localhost:%d", port);
		r->connect_limit_ms = 2000;
		r->total_limit_ms = 4000;
		net_rig_send_to(r, url, PATH);
		assert_int_equal(r->verdict.state, MESSAGE_ACCEPTED);
		connect_us = r->run.answer.timings.connect_us;
		fault_server_stop(alive);
		assert_int_equal(fault_server_arrivals(alive), 1);
	}
	fault_deaf_stop(dead);
	fault_server_destroy(alive);
	net_rig_close(r);
	return connect_us;
}

/* Which of the two libcurl tries first differs between its versions, so each is dead once. */
static void
a_dead_first_address_gives_way_to_the_other_family(void **state)
{
	int64_t by_ipv4_us =
		connect_beside_a_dead_one(fault_server_start(FAULT_DOOR_OPEN), AF_INET6);
	int64_t by_ipv6_us = connect_beside_a_dead_one(fault_server_start_ipv6(), AF_INET);

	(void)state;
	if (by_ipv4_us < 0 || by_ipv6_us < 0)
		skip();
	assert_true(by_ipv4_us < 2000 * 1000 && by_ipv6_us < 2000 * 1000);
	/* One of them has waited for the dead one: libcurl gives that 200 ms. */
	assert_true(by_ipv4_us >= 150 * 1000 || by_ipv6_us >= 150 * 1000);
}

/* --- N31: the environment --------------------------------------------------------------------- */

static char home[256];
static char key_log[300];
static char trap_url[64];

static void
set_traps(void)
{
	static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY",
		                               "all_proxy", "ALL_PROXY" };
	char path[300];
	char line[256];

	for (size_t i = 0; i < sizeof(proxies) / sizeof(*proxies); i++)
		setenv(proxies[i], trap_url, 1);
	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
	setenv("SSLKEYLOGFILE", key_log, 1);
	setenv("HOME", home, 1);
	setenv("CURL_HOME", home, 1);
	snprintf(path, sizeof(path), "%s/.netrc", home);
	write_file(path, "machine 127.0.0.1 login joe password trapped\n");
	snprintf(path, sizeof(path), "%s/.curlrc", home);
	snprintf(line, sizeof(line), "proxy = \"%s\"\nuser-agent = \"trapped\"\n", trap_url);
	write_file(path, line);
}

static enum http_outcome
get_without_key(struct net_rig *r, const char *url)
{
	struct http_request request = {
		.method = "GET", .url = url, .connect_limit_ms = 400, .total_limit_ms = 800
	};

	http_run_finish(&r->run);
	http_run(r->http, &request, &r->run);
	return r->run.answer.outcome;
}

/* libcurl reads some of it when it starts, so it starts here again. */
static int
send_among_traps(struct net_rig *r)
{
	struct fault f;
	char url[64];

	http_destroy(r->http);
	set_traps();
	if (http_create(&r->http, &f) != ST_OK)
		return 1;
	net_rig_send(r, PATH);
	if (r->verdict.state != MESSAGE_ACCEPTED)
		return 2;
	/* Without a key of its own a request would take one that .netrc offers. */
	if (get_without_key(r, fault_server_url(r->server)) != HTTP_ANSWERED)
		return 3;
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", fault_closed_port());
	if (get_without_key(r, url) != HTTP_NOT_SENT ||
	    !strstr(r->run.answer.cause, "takes no connections"))
		return 4;
	http_destroy(r->http);
	return 0;
}

static void
nothing_in_the_environment_redirects_or_taps_a_send(void **state)
{
	struct fault_server *trap = fault_server_start(FAULT_DOOR_OPEN);
	struct net_rig *r = net_rig_open(FAULT_DOOR_OPEN);
	char path[300];

	(void)state;
	make_template(home, sizeof(home));
	assert_non_null(mkdtemp(home));
	snprintf(key_log, sizeof(key_log), "%s/keys", home);
	snprintf(trap_url, sizeof(trap_url), "%s", fault_server_url(trap));
	net_rig_in_child(send_among_traps, r);
	net_rig_expect_arrivals(r, 2);
	assert_int_equal(fault_server_arrivals_with(r->server, "Basic"), 0);
	assert_int_equal(fault_server_arrivals_with(r->server, "trapped"), 0);
	assert_int_equal(fault_server_arrivals_with(r->server, "App " NET_RIG_KEY), 1);
	fault_server_stop(trap);
	assert_int_equal(fault_server_connections(trap), 0);
	assert_int_equal(access(key_log, F_OK), -1);
	snprintf(path, sizeof(path), "%s/.netrc", home);
	unlink(path);
	snprintf(path, sizeof(path), "%s/.curlrc", home);
	unlink(path);
	assert_int_equal(rmdir(home), 0);
	fault_server_destroy(trap);
	net_rig_close(r);
}

/* --- The key leaves no copy behind ------------------------------------------------------------ */

enum { KEY_BYTES = 40, VEIL = 0x5a };

/* The key with every byte changed, so that what is looked for is not found in the looking. */
static unsigned char veiled[KEY_BYTES];

static bool
is_key(const unsigned char *at)
{
	for (size_t i = 0; i < KEY_BYTES; i++) {
		if ((at[i] ^ VEIL) != veiled[i])
			return false;
	}
	return true;
}

static size_t
count_between(const unsigned char *at, const unsigned char *end, const unsigned char *own)
{
	size_t found = 0;

	for (; end - at >= KEY_BYTES; at++) {
		if ((*at ^ VEIL) == veiled[0] && at != own && is_key(at))
			found++;
	}
	return found;
}

/* Copies of the key in memory that can be written, but for the secret's own. The maps are read
 * where they are: reading /proc/self/mem would make copies of what it finds. */
static size_t
count_copies(const struct secret *key)
{
	const unsigned char *own = secret_borrow(key);
	FILE *maps = fopen("/proc/self/maps", "re");
	uintptr_t begin;
	uintptr_t end;
	char rights[8];
	char line[512];
	size_t found = 0;

	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &begin, &end, rights) == 3 &&
		    rights[0] == 'r' && rights[1] == 'w')
			found += count_between((const unsigned char *)begin,
			                       (const unsigned char *)end, own);
	}
	if (maps)
		fclose(maps);
	return found;
}

static struct secret *
make_random_key(void)
{
	unsigned char bytes[KEY_BYTES];
	struct secret *key;

	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < KEY_BYTES; i++) {
		bytes[i] = (unsigned char)('a' + bytes[i] % 26);
		veiled[i] = bytes[i] ^ VEIL;
	}
	key = secret_create(bytes, sizeof(bytes));
	mem_wipe(bytes, sizeof(bytes));
	return key;
}

static int
send_and_search(struct net_rig *r)
{
	unsigned char *planted = mem_alloc(KEY_BYTES);

	secret_destroy(r->key);
	r->key = make_random_key();
	memcpy(planted, secret_borrow(r->key), KEY_BYTES);
	if (count_copies(r->key) != 1)
		return 1;
	mem_free(planted);
	if (count_copies(r->key) != 0)
		return 2;
	for (int i = 0; i < 3; i++)
		net_rig_send(r, PATH);
	if (r->verdict.state != MESSAGE_ACCEPTED)
		return 3;
	if (count_copies(r->key) != 0)
		return 4;
	http_destroy(r->http);
	return count_copies(r->key) == 0 ? 0 : 5;
}

static void
a_send_leaves_no_copy_of_the_key(void **state)
{
	struct net_rig *r;

	(void)state;
	if (NET_RIG_SANITIZED)
		skip();
	r = net_rig_open(FAULT_DOOR_OPEN);
	net_rig_in_child(send_and_search, r);
	net_rig_expect_arrivals(r, 3);
	net_rig_close(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hanging_resolver_meets_the_connect_limit_and_blocks_nobody),
		cmocka_unit_test(a_dead_first_address_gives_way_to_the_other_family),
		cmocka_unit_test(nothing_in_the_environment_redirects_or_taps_a_send),
		cmocka_unit_test(a_send_leaves_no_copy_of_the_key),
	};

	return cmocka_run_group_tests_name("faults/net_around", tests, NULL, NULL);
}
