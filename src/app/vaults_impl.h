/* SPDX-License-Identifier: MIT */
#ifndef APP_VAULTS_IMPL_H
#define APP_VAULTS_IMPL_H
/* What the parts of vaults share: one order under way. */
#include "app/job.h"
#include "app/vaults.h"

struct vaults_task {
	struct job job;
	struct session *session;
	struct vaults_order order; /* with its own copies */
	struct secret *typed;
	char path[VAULT_PATH_BYTES];
	/* Kept from one try of the step to the next, which comes when the store was busy. */
	struct vault_wrapper *made;
	struct vault_wrapper *proved[VAULT_SLOTS_MAX];
	size_t proved_count;
	struct vaults_result result;
	bool waited_for; /* in place */
	vaults_done_fn done;
	void *context;
};

/* vaults_step.c: one function an order, on the worker. */
MUST_USE enum status vaults_step(struct vaults_task *t, struct db *db, struct fault *f);
#endif
