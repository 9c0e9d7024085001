package dev.carillon.store;

import java.util.OptionalLong;

/**
 * Which versions a list is to show.
 *
 * @param names as in a list of objects; with {@code afterStamp} its {@link ListQuery#after} is a
 *     key some of whose versions were shown
 * @param afterStamp of the key {@link ListQuery#after}, only the versions behind this one; empty =
 *     none
 */
public record VersionQuery(ListQuery names, OptionalLong afterStamp) {}
