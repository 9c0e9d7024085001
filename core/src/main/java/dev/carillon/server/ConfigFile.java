package dev.carillon.server;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads a configuration file: YAML, one mapping of setting names to values. */
final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    static Map<Setting, Settings.Said> read(Path file) {
        Object root = parse(file, text(file));
        if (root == null) {
            return Map.of();
        }
        if (!(root instanceof Map<?, ?> mapping)) {
            throw new ConfigException(
                    file + ": a configuration file is a list of lines like 's3-port: 9000'");
        }
        var said = new EnumMap<Setting, Settings.Said>(Setting.class);
        mapping.forEach((key, value) -> {
            String name = String.valueOf(key);
            Setting setting = Setting.of(name).orElseThrow(() -> unknown(file, name));
            String place = file + ": " + name;
            said.put(setting, new Settings.Said(scalar(place, value), place));
        });
        return said;
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than 1 MiB, is it the right file?");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such configuration file", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object parse(Path file, String text) {
        try {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            return new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException(file + ": not YAML: " + firstLine(e), e);
        }
    }

    private static String firstLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    }

    private static String scalar(String place, @Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list -> {
                var parts = new ArrayList<String>();
                list.forEach(part -> parts.add(scalar(place, part)));
                yield String.join(",", parts);
            }
            case Map<?, ?> _ -> throw new ConfigException(place + ": takes one value, not several");
            case Object one -> one.toString();
        };
    }

    private static ConfigException unknown(Path file, String name) {
        var names = List.of(Setting.values()).stream().map(Setting::key).toList();
        String hint =
                Spelling.nearest(name.replace('_', '-'), names)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("the settings are " + String.join(", ", names));
        return new ConfigException(file + ": there is no setting " + name + ": " + hint);
    }
}
