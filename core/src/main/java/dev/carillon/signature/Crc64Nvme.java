package dev.carillon.signature;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * Computes CRC-64/NVME: polynomial {@code AD93D23594C93659}, reflected, start and end inverted.
 * Each step processes eight bytes by table.
 */
final class Crc64Nvme implements Checksum {
    private static final long REFLECTED_POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final int STEP = 8;
    private static final int BYTE_VALUES = 256;
    private static final long[][] TABLES = tables();
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long inverted = -1;

    @Override
    public void update(int one) {
        inverted = TABLES[0][(int) (inverted ^ one) & 0xff] ^ (inverted >>> 8);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        long crc = inverted;
        for (; at <= end - STEP; at += STEP) {
            crc = step(crc ^ (long) LONGS.get(bytes, at));
        }
        inverted = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    @Override
    public long getValue() {
        return ~inverted;
    }

    @Override
    public void reset() {
        inverted = -1;
    }

    private static long step(long word) {
        return TABLES[7][(int) word & 0xff]
                ^ TABLES[6][(int) (word >>> 8) & 0xff]
                ^ TABLES[5][(int) (word >>> 16) & 0xff]
                ^ TABLES[4][(int) (word >>> 24) & 0xff]
                ^ TABLES[3][(int) (word >>> 32) & 0xff]
                ^ TABLES[2][(int) (word >>> 40) & 0xff]
                ^ TABLES[1][(int) (word >>> 48) & 0xff]
                ^ TABLES[0][(int) (word >>> 56)];
    }

    private static long[][] tables() {
        var tables = new long[STEP][BYTE_VALUES];
        for (int value = 0; value < BYTE_VALUES; value++) {
            long crc = value;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : REFLECTED_POLYNOMIAL);
            }
            tables[0][value] = crc;
        }
        for (int table = 1; table < STEP; table++) {
            for (int value = 0; value < BYTE_VALUES; value++) {
                long before = tables[table - 1][value];
                tables[table][value] = tables[0][(int) before & 0xff] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
