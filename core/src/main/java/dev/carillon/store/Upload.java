package dev.carillon.store;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;

import java.util.Optional;

/**
 * An object to be made, without its data.
 *
 * @param type how it comes about: what its event will say
 * @param md5 what the data's MD5 must be, in lower-case hex
 */
public record Upload(
        String bucket,
        String key,
        EventType type,
        Attributes attributes,
        Precondition precondition,
        Optional<String> md5,
        Origin origin) {}
