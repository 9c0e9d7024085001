package dev.carillon.registry;

import dev.carillon.signature.Secret;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        out.text(key.name()).text(key.owner());
        texts(out, key.capabilities());
        texts(out, key.buckets());
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
                texts(in),
                texts(in),
                in.text(),
                Optional.of(in.i64()).filter(it -> it != 0).map(Instant::ofEpochSecond));
    }

    private static void texts(Template.Builder out, List<String> texts) {
        out.i32(texts.size());
        texts.forEach(out::text);
    }

    private static List<String> texts(BytesReader in) {
        var texts = new ArrayList<String>();
        for (int left = in.i32(); left > 0; left--) {
            texts.add(in.text());
        }
        return texts;
    }
}
