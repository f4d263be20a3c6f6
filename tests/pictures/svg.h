/* SPDX-License-Identifier: MIT */
#ifndef PICTURES_SVG_H
#define PICTURES_SVG_H
/* A screen as an SVG, from the emulator's cells: no font, no browser, no hand. */
#include "rig.h"

/* Writes the screen as it stands. Fails the test when the file cannot be written. */
void svg_write(struct rig *r, const char *path, const char *title);
#endif
