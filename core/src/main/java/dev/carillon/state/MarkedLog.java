package dev.carillon.state;

/** Records the end of the log after each group, once the group is durable and never before. */
record MarkedLog(GroupLog log, LogEndFile end) implements GroupLog {
    @Override
    public long lastStamp() {
        return log.lastStamp();
    }

    @Override
    public void begin() {
        log.begin();
    }

    @Override
    public void write(long lastStamp) {
        log.write(lastStamp);
        end.reached(lastStamp);
    }

    @Override
    public long recover() {
        return log.recover();
    }

    @Override
    public KeyState look(Key key) {
        return log.look(key);
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        log.put(key, stamp, value);
    }

    @Override
    public void delete(Key key) {
        log.delete(key);
    }

    @Override
    public void deleteRange(Key from, Key to) {
        log.deleteRange(from, to);
    }
}
