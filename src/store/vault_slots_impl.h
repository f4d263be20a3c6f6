/* SPDX-License-Identifier: MIT */
#ifndef STORE_VAULT_SLOTS_IMPL_H
#define STORE_VAULT_SLOTS_IMPL_H
/* What rekeying asks of a slot's key. */
#include "store/vault_impl.h"

/* Borrowed. */
const struct vault_slot *vault_wrapper_slot(const struct vault_wrapper *w);
const struct secret *vault_wrapper_key(const struct vault_wrapper *w);
#endif
