package dev.carillon.server;

import dev.carillon.deliver.Deliverer;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.EventLog;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Retention;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.OrphanTopics;
import dev.carillon.notifier.Upkeep;
import dev.carillon.registry.AppKeys;
import dev.carillon.registry.OwnRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.OwnTopic;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;

import java.time.InstantSource;

/** What is kept of who asked and of what is owed, and the rooms that need little else. */
record Persistence(
        State state,
        Topics topics,
        Rules rules,
        OwnRules ownRules,
        AppKeys appKeys,
        Journal journal,
        Ledger ledger,
        DeadLetters letters,
        EventLog log) {

    /** All that a store keeps. */
    static Persistence in(State state, ServerConfig config) {
        var topics =
                new Topics(state, config.queued(), OwnTopic.defaults(config.b2().suspendAfter()));
        var rules = new Rules(state);
        var journal = new Journal(state);
        var ledger = new Ledger(state, journal);
        return new Persistence(
                state,
                topics,
                rules,
                new OwnRules(state, rules, topics),
                new AppKeys(state),
                journal,
                ledger,
                new DeadLetters(state, ledger),
                new EventLog(state));
    }

    Notifier notifier(Deliverer deliverer, Stats stats) {
        return new Notifier(topics, rules, journal, deliverer, stats);
    }

    DeadLetterOffice office(Deliverer deliverer, InstantSource steady) {
        return new DeadLetterOffice(letters, topics, deliverer, steady);
    }

    TopicGauges gauges(Deliverer deliverer, InstantSource steady) {
        return new TopicGauges(topics, journal, letters, deliverer, steady);
    }

    Upkeep upkeep(
            ServerConfig config, DeadLetterOffice office, Notifier notifier, InstantSource wall) {
        EventRetention events = config.retention();
        return new Upkeep(
                new Retention(state, journal, events.atMostAge(), events.atMostBytes()),
                office,
                new OrphanTopics(topics, rules, journal, letters, notifier),
                config.deadLetterRetention(),
                wall);
    }
}
