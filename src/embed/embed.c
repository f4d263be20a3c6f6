/* SPDX-License-Identifier: MIT */
/* writes the files below data/ into one C table, while building */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * usage: embed FOLDER OUTPUT NAME...
 *
 * Every NAME is a path below FOLDER. The output depends on names and bytes only, never on the
 * order of the arguments, the date or the place, so that two builds are equal byte for byte.
 * This program runs on the building machine and is not part of otpdeck: it may use stdio,
 * malloc and exit, and leaves its memory to the system.
 */

static void
give_up(const char *what, const char *path)
{
	fprintf(stderr, "embed: %s: ", path);
	perror(what);
	exit(1);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* A question mark is escaped because -std=c11 replaces trigraphs, also inside strings. Other
 * bytes are three octal digits, which end by themselves; hexadecimal escapes do not. */
static void
write_byte(FILE *out, int byte)
{
	if (byte == '\\' || byte == '"' || byte == '?')
		fprintf(out, "\\%c", byte);
	else if (byte >= ' ' && byte < 127)
		fputc(byte, out);
	else
		fprintf(out, "\\%03o", (unsigned)byte);
}

/* One literal a source line, so that a difference between two builds can be read. */
static size_t
write_bytes(FILE *out, FILE *in)
{
	size_t size = 0;
	bool open = false;

	for (int byte = fgetc(in); byte != EOF; byte = fgetc(in), size++) {
		fputs(open ? "" : "\n\t\"", out);
		open = byte != '\n';
		if (open)
			write_byte(out, byte);
		else
			fputs("\\n\"", out);
	}
	fputs(open ? "\"" : "", out);
	return size;
}

static size_t
write_file(FILE *out, const char *folder, const char *name, int number)
{
	char path[4096];
	FILE *in;
	size_t size;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		give_up("name too long", name);
	in = fopen(path, "rb");
	if (!in)
		give_up("cannot open", path);
	fprintf(out, "\n/* %s */\nstatic const char bytes_%d[] = \"\"", name, number);
	size = write_bytes(out, in);
	fputs(";\n", out);
	if (ferror(in) || fclose(in) != 0)
		give_up("cannot read", path);
	return size;
}

static void
write_tables(FILE *out, const char *folder, char **names, int count)
{
	size_t *sizes = calloc((size_t)count + 1, sizeof(*sizes));

	if (!sizes)
		give_up("no memory", folder);
	fputs("/* Written by src/embed/embed.c from data/. */\n"
	      "#include \"base/embedded.h\"\n\n"
	      "#include <string.h>\n\n"
	      "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n",
	      out);
	for (int i = 0; i < count; i++)
		sizes[i] = write_file(out, folder, names[i], i);
	fputs("\nstatic const struct embedded files[] = {\n", out);
	for (int i = 0; i < count; i++)
		fprintf(out, "\t{ \"%s\", bytes_%d, %zu },\n", names[i], i, sizes[i]);
	fputs("\t{ NULL, NULL, 0 },\n};\n", out);
	fprintf(out, "static const size_t file_count = %d;\n", count);
	free(sizes);
}

static void
write_lookups(FILE *out)
{
	fputs("\nconst struct embedded *\n"
	      "embedded_at(size_t index)\n"
	      "{\n"
	      "\treturn index < file_count ? &files[index] : NULL;\n"
	      "}\n\n"
	      "const struct embedded *\n"
	      "embedded_find(const char *name)\n"
	      "{\n"
	      "\tsize_t low = 0;\n"
	      "\tsize_t high = file_count;\n\n"
	      "\twhile (low < high) {\n"
	      "\t\tsize_t middle = low + (high - low) / 2;\n"
	      "\t\tint order = strcmp(name, files[middle].name);\n\n"
	      "\t\tif (order == 0)\n"
	      "\t\t\treturn &files[middle];\n"
	      "\t\tif (order < 0)\n"
	      "\t\t\thigh = middle;\n"
	      "\t\telse\n"
	      "\t\t\tlow = middle + 1;\n"
	      "\t}\n"
	      "\treturn NULL;\n"
	      "}\n",
	      out);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc < 3) {
		fputs("usage: embed FOLDER OUTPUT NAME...\n", stderr);
		return 2;
	}
	qsort(argv + 3, (size_t)(argc - 3), sizeof(*argv), compare_names);
	out = fopen(argv[2], "wb");
	if (!out)
		give_up("cannot write", argv[2]);
	write_tables(out, argv[1], argv + 3, argc - 3);
	write_lookups(out);
	if (ferror(out) || fclose(out) != 0)
		give_up("cannot write", argv[2]);
	return 0;
}
