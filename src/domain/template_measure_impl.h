/* SPDX-License-Identifier: MIT */
#ifndef DOMAIN_TEMPLATE_MEASURE_IMPL_H
#define DOMAIN_TEMPLATE_MEASURE_IMPL_H
/* What the files of domain/template_measure share. */
#include "domain/template_measure.h"

/* Fills offenders and from_data of a measure whose renderings are done. */
void template_measure_find_offenders(const char *source, size_t size_bytes,
                                     const struct template_sample *samples,
                                     struct template_measure *m);
#endif
