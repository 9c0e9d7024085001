package dev.carillon.app;

import dev.carillon.server.ConfigException;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;
import dev.carillon.state.AcceptedLoss;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The options of a command that runs a server: one for each setting that concerns it, the
 * configuration file, and the loss of data that is accepted.
 */
final class ServerOptions {
    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            order = 0,
            description = "a YAML file with settings (CARILLON_CONFIG)")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--accept-loss",
            paramLabel = "COMMIT",
            order = Integer.MAX_VALUE - 100,
            description =
                    "start although commits after this one were lost; the refused start before says"
                            + " which (no variable, no line of the file)")
    private Optional<Long> acceptLoss = Optional.empty();

    /** Adds an option for each of these settings to a command. */
    void addTo(CommandSpec command, Collection<Setting> settings) {
        int order = 1;
        for (Setting setting : settings) {
            command.addOption(option(setting, setting.flag(), setting.defaultText(), order++));
        }
    }

    /** Adds an option for a setting that has another name or default in this command. */
    void addTo(CommandSpec command, Setting setting, String flag, String defaultText) {
        command.addOption(option(setting, flag, defaultText, 1));
    }

    /**
     * Reads the settings.
     *
     * @param change what the command itself says about them
     * @throws ParameterException if one is invalid
     */
    ServerConfig config(CommandSpec command, UnaryOperator<Settings> change) {
        try {
            return ServerConfig.of(change.apply(Settings.read(flags, System.getenv(), config)));
        } catch (ConfigException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns the loss of data that is accepted.
     *
     * @throws ParameterException if it is invalid
     */
    AcceptedLoss acceptedLoss(CommandSpec command) {
        if (acceptLoss.orElse(0L) < 0) {
            throw new ParameterException(
                    command.commandLine(), "--accept-loss: a commit's number is 0 or more");
        }
        return acceptLoss.map(AcceptedLoss::after).orElseGet(AcceptedLoss::none);
    }

    private OptionSpec option(Setting setting, String flag, String defaultText, int order) {
        var option =
                OptionSpec.builder(flag)
                        .type(String.class)
                        .order(order)
                        .description(described(setting, defaultText))
                        .setter(new Flag(setting));
        return (setting.isSwitch()
                        ? option.arity("0..1").fallbackValue("true").paramLabel("true|false")
                        : option.arity("1").paramLabel(setting.label()))
                .build();
    }

    private static String described(Setting setting, String defaultText) {
        return defaultText.isEmpty() || setting.isSwitch()
                ? setting.description()
                : setting.description() + " (default " + defaultText + ")";
    }

    /** Sets the value of one setting from the command line; null stands for none. */
    private final class Flag implements ISetter {
        private final Setting setting;

        Flag(Setting setting) {
            this.setting = setting;
        }

        @Override
        public <T> @Nullable T set(@Nullable T value) {
            if (value == null) {
                flags.remove(setting);
            } else {
                flags.put(setting, value.toString());
            }
            return value;
        }
    }
}
