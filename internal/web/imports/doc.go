// Package imports is the pages on which a table from somewhere else is brought in: CSV or a workbook, for every kind of
// record that the reader may import (B52; B4, B11 and B5 through the kinds it fills). Nothing of it needs script.
//
//	GET  /imports                         what is under way, what has come in, saved mappings
//	GET  /imports/new                     choose a file and what its rows become
//	GET  /imports/{id}/mapping            what was seen in the file, and what each column means here
//	GET  /imports/{id}/values             which word of the source stands for which code
//	GET  /imports/{id}                    the dry run, how far it has come, how it ended; one can leave and come back
//	GET  /imports/{id}/problems.csv       the table with what is wrong with each row, to be mended and handed in again
//	GET  /imports/{id}/mapping.yaml       the mapping as the command reads it
//	POST /imports/batch/{batch}/undo      take a whole import back, with a reason
//
// A table on its way in belongs to the person who handed it in and to nobody else; another's does not exist. Each row is
// held to that person's own right to import it, when it is checked and again when it is written. The file is kept until it
// has been read in or given up, at most a week: what was wanted of it are records then, and its SHA-256 in the batch says
// which file it was. Whoever must keep the file itself keeps it where it came from.
//
// Looking at the rows and writing them are jobs, so that a large table holds nobody up; a small one is looked at at once.
package imports
