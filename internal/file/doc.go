// Package file judges and cleans what people attach, before anything is stored:
// its bytes, its name and how it is handed out again.
//
// Prepare is the whole way in: size, type from the bytes (the name is only
// compared with it), macros and archives inside Office files, photos freed from
// place, time, camera and comments, a clean name, SHA-256 over what is kept. A
// file that is not taken gives a Refusal with a key of the words catalogue, which
// says what to do instead.
//
//	jpeg png webp   metadata removed without touching the picture
//	pdf txt         as they are
//	docx xlsx odt   as they are, refused with macros
//
// What is not done here: scanning for malware, and removing the author's name
// that Office and PDF files carry. The storing of bytes lies elsewhere; Chunks
// cuts them as they are stored.
//
// Serves threat row 27 (uploads) and the promise that a photo does not give away
// an anonymous reporter's position or device.
package file
