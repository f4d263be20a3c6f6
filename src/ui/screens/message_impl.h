/* SPDX-License-Identifier: MIT */
#ifndef UI_SCREENS_MESSAGE_IMPL_H
#define UI_SCREENS_MESSAGE_IMPL_H
/* What is known of one message, laid out as a page. */
#include <stdbool.h>

#include "app/logbook.h"
#include "ui/screen.h"
#include "ui/screens/page_impl.h"

/* Composes the page anew; its place stays. `why_first`: the explanation stands above the facts. */
void message_compose(const struct screen *s, const struct logbook_entry *e, bool why_first,
                     struct page *p);
#endif
