import { ApiProperty } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsInt, IsOptional, IsString, Length } from 'class-validator';

/** A typed value inside a user's record: stored as JSON, read back as an instance of this class. */
export class UserProfile {
  @ApiProperty({ example: 'Alice' })
  @IsString()
  @Length(1, 200)
  name!: string;

  @ApiProperty({ example: true })
  @IsBoolean()
  active!: boolean;

  @ApiProperty({ example: 100, required: false, default: 0 })
  @IsOptional()
  @IsInt()
  score?: number;

  @ApiProperty({ example: [true, false], required: false, type: [Boolean] })
  @IsOptional()
  @IsArray()
  @IsBoolean({ each: true })
  preferences?: boolean[];
}
