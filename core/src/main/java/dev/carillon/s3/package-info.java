/** The S3 API: buckets, objects, and the notifications of their changes. */
@NullMarked
package dev.carillon.s3;

import org.jspecify.annotations.NullMarked;
