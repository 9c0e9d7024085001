/** The topics face: topics over the SNS API, as Ceph implements it. */
@NullMarked
package dev.carillon.topics;

import org.jspecify.annotations.NullMarked;
