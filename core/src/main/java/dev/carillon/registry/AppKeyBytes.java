package dev.carillon.registry;

import dev.carillon.signature.Secret;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.Optional;

/**
 * Writes an application key as bytes, version 1: id, secret, name, owner, capabilities, buckets,
 * prefix, and the time of its end in seconds, 0 = never.
 */
final class AppKeyBytes {
    private static final int VERSION = 1;

    private AppKeyBytes() {}

    static byte[] write(AppKey key) {
        var out = Template.builder().u8(VERSION).text(key.id()).text(key.secret().revealText());
        out.text(key.name()).text(key.owner()).texts(key.capabilities()).texts(key.buckets());
        long end = key.expires().map(Instant::getEpochSecond).orElse(0L);
        return out.text(key.namePrefix()).i64(end).array();
    }

    static AppKey read(byte[] value) {
        var in = new BytesReader(value);
        Versions.expect(in.u8(), VERSION, "application key");
        return new AppKey(
                in.text(),
                Secret.of(in.text()),
                in.text(),
                in.text(),
                in.texts(),
                in.texts(),
                in.text(),
                Optional.of(in.i64()).filter(number -> number != 0).map(Instant::ofEpochSecond));
    }
}
