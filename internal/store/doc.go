// Package store is the ground: it opens SQLite or PostgreSQL, brings the schema up to date and gives two doors to it.
// Read runs a function on one snapshot. Write hands a function to the one writer of the organisation, which runs up to
// 64 of them in one transaction, each in its own savepoint (group commit), and answers nobody before COMMIT.
//
// One organisation is one SQLite file or one PostgreSQL schema. The same SQL text ($1, $2 …) serves both engines; where
// it cannot, Tx.Engine tells them apart.
package store
